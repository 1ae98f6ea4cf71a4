import { describe, expect, test } from 'vitest'
import { escapeHtml, html, prose, scriptJson, trusted, webAddress } from '../../../src/report/html/html.ts'

describe('a text in a template', () => {
  test.each([
    ['a tag', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['the end of an attribute', `" onclick="x' `, '&quot; onclick=&quot;x&#39; '],
    ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['a mark of direction', 'abc\u202ecba', 'abc\\u202ecba'],
    ['a control character', 'a\u0007\u001b[2Kb', 'a\\u0007\\u001b[2Kb'],
    ['half of a character', 'a\ud800b', 'a\\ud800b'],
  ])('is text, whatever it holds: %s', (_, text, expected) => {
    expect(escapeHtml(text)).toBe(expected)
    expect(html`<td title="${text}">${[text]}</td>`.text).toBe(`<td title="${expected}">${expected}</td>`)
  })

  test('is put in as it stands only where it is HTML already', () => {
    expect(html`<p>${html`<b>${'<'}</b>`}${trusted('<i></i>')}${null}${12}</p>`.text).toBe(
      '<p><b>&lt;</b><i></i>12</p>',
    )
  })

  test('of the catalogue has code between its backticks', () => {
    expect(prose('Say `a < b` here.').text).toBe('Say <code>a &lt; b</code> here.')
  })
})

test('JSON in a script element cannot end it, and reads back as it was', () => {
  const value = { '</script><!--': ['\u2028\u2029', '<!-- <script>', '&amp;'] }
  const { text } = scriptJson(value)
  expect(text).not.toMatch(/[<>&\u2028\u2029]/)
  expect(JSON.parse(text)).toEqual(value)
})

test.each([
  ['https://app.lightfield.example/opportunities/opp_1', 'https://app.lightfield.example/opportunities/opp_1'],
  ['http://localhost:8080/a b', 'http://localhost:8080/a%20b'],
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)', null],
  [' java\nscript:alert(1)', null],
  ['data:text/html,<script>alert(1)</script>', null],
  ['file:///etc/passwd', null],
  ['//app.example/1', null],
  ['opp_1', null],
])('a page links to %j: %j', (text, expected) => {
  expect(webAddress(text)).toBe(expected)
})
