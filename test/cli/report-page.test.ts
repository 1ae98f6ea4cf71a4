import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium } from './chromium.ts'
import { chartColor, chartPicture, faintTexts, groundLightness, paintedShares } from './page-probes.ts'
import { call } from './program.ts'
import { busyImport, noon, type ReportedImport, writeReported } from './reported-ledger.ts'
import { openStage } from './stage.ts'

/** What a person sees of a report, in a real browser. */
const stage = openStage()
const desktop: BrowserContextOptions = { viewport: { width: 1200, height: 900 } }
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true }

const wide = 'w'.repeat(150)
const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
const wideImport: ReportedImport = {
  name: `${hostile}${wide}`,
  runs: [
    {
      id: `20261120-120000-${wide}`,
      startedAt: noon,
      seconds: 12 * 3_600,
      source: wide,
      state: 'stopped',
      stopped: { code: 'x', message: `${hostile} ${wide}`, hint: wide },
      course: 'troubled',
      outcomes: { created: 1_000_000, failed: 12 },
    },
  ],
  rows: [
    { count: 3, state: 'created', link: 'https://app.lightfield.example/' },
    {
      count: 3,
      state: 'failed',
      code: `${hostile}${wide}`,
      param: wide,
      column: wide,
      message: wide,
      body: JSON.stringify({ fields: { [wide]: wide } }),
    },
  ],
}

const subject =
  chromiumPath === null
    ? 'a report in a browser: not looked at, since there is no Chromium here (CHROMIUM_PATH names one)'
    : 'a report in a browser'

describe.skipIf(chromiumPath === null)(subject, () => {
  let browser: Browser
  let busy: string
  let wideReport: string
  const folder = stage.folder()

  beforeAll(async () => {
    browser = await openChromium(chromiumPath ?? '')
    busy = await makeReport(busyImport)
    wideReport = await makeReport(wideImport)
  })
  afterAll(() => browser?.close())

  async function makeReport(reported: ReportedImport): Promise<string> {
    const { mapping } = await writeReported(stage.folder(), reported)
    const out = join(
      folder,
      `${reported.name === undefined || reported.name.length > 40 ? 'wide' : reported.name}.html`,
    )
    const { code, stderr } = await call(['report', '--mapping', mapping, '--out', out, '--with-values'])
    if (code !== 0) throw new Error(stderr)
    return out
  }

  /** Opens a report, and keeps what should not happen: messages, errors, requests, dialogs. */
  async function look(path: string, options: BrowserContextOptions) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const noise: string[] = []
    page.on('console', message => noise.push(`console: ${message.text()}`))
    page.on('pageerror', error => noise.push(`error: ${error.message}`))
    page.on('dialog', dialog => noise.push(`dialog: ${dialog.message()}`))
    const address = pathToFileURL(path).href
    page.on('request', request => {
      if (request.url() !== address && !request.url().startsWith('data:')) noise.push(`request: ${request.url()}`)
    })
    await page.goto(address)
    return { page, noise, [Symbol.asyncDispose]: () => context.close() }
  }

  test.each(['light', 'dark'] as const)(
    'draws its charts in the %s theme, without a word or a request',
    async colorScheme => {
      await using opened = await look(busy, { ...desktop, colorScheme })
      const { page, noise } = opened
      await page.selectOption('#run', '1')
      const shares = await paintedShares(page)
      expect(shares).toHaveLength(2)
      expect(Math.min(...shares)).toBeGreaterThan(0.1)
      expect(await groundLightness(page)).toBeCloseTo(colorScheme === 'light' ? 1 : 0, 0)
      const shot = join(folder, `${colorScheme}.png`)
      await page.screenshot({ path: shot, fullPage: true })
      expect(statSync(shot).size).toBeGreaterThan(50_000)
      expect(noise).toEqual([])
    },
  )

  test.each(['light', 'dark'] as const)(
    'has texts that stand out from their ground in the %s theme',
    async colorScheme => {
      await using opened = await look(busy, { ...desktop, colorScheme })
      expect(await faintTexts(opened.page)).toEqual([])
    },
  )

  test('draws the chart again when the theme changes', async () => {
    await using opened = await look(busy, { ...desktop, colorScheme: 'light' })
    const { page } = opened
    const before = await chartPicture(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => chartPicture(page)).not.toBe(before)
  })

  test('shows the run that is chosen, and draws it', async () => {
    await using opened = await look(busy, desktop)
    const { page } = opened
    const title = () => page.locator('.course:visible h3').textContent()
    expect(await title()).toContain('20261120-120000-e5f6')
    const before = await chartPicture(page)
    await page.getByLabel('Run', { exact: true }).selectOption('1')
    expect(await title()).toContain('20261119-220000-c3d4')
    expect(await chartPicture(page)).not.toBe(before)
    expect(
      await page.getByRole('img', { name: /Writes a second over 1 h 0 min: .* API did not answer for 4 min/ }).count(),
    ).toBe(1)
  })

  test('tells the figures below the pointer', async () => {
    await using opened = await look(busy, desktop)
    const { page } = opened
    await page.selectOption('#run', '1')
    await page.locator('.course:visible .throughput .u-over').hover({ position: { x: 20, y: 60 } })
    await expect
      .poll(() => page.locator('.course:visible .readout').textContent())
      .toMatch(/^22:\d\d:\d\d UTC: [\d.]+ writes a second of 25/)
  })

  test.each([
    ['a busy import', () => busy],
    ['names as wide as they come', () => wideReport],
  ])('fits a phone: %s', async (_, path) => {
    await using opened = await look(path(), { ...phone, colorScheme: 'dark' })
    const { page, noise } = opened
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(
      await page.evaluate(
        'Math.max(...[...document.querySelectorAll(".page *")].filter(e => !e.closest(".scroll, pre")).map(e => e.getBoundingClientRect().right))',
      ),
    ).toBeLessThanOrEqual(360)
    expect(await page.locator('.course:visible canvas').count()).toBe(2)
    await page.screenshot({ path: join(folder, 'phone.png'), fullPage: true })
    expect(noise).toEqual([])
  })

  test('prints light, with its charts, whatever the theme', async () => {
    await using opened = await look(busy, { ...desktop, colorScheme: 'dark' })
    const { page } = opened
    await page.emulateMedia({ media: 'print' })
    expect(await groundLightness(page)).toBe(1)
    await expect.poll(() => chartColor(page)).toBe('rgb(37, 99, 201)')
    expect(await paintedShares(page)).toHaveLength(2)
    // A canvas is printed as a drawing of its own, in the lines that made it.
    const pdf = await page.pdf({ path: join(folder, 'report.pdf'), format: 'A4' })
    expect(pdf.toString('latin1').match(/\/Subtype \/Form/g)?.length ?? 0).toBeGreaterThanOrEqual(2)
    await page.emulateMedia({ media: 'screen' })
    await expect.poll(() => chartColor(page)).toBe('rgb(110, 164, 248)')
  })

  test('is reached with the keys: what can be opened, chosen, followed and scrolled', async () => {
    await using opened = await look(busy, desktop)
    const { page } = opened
    const reached = new Set<string>()
    for (let press = 0; press < 120; press++) {
      await page.keyboard.press('Tab')
      reached.add(
        String(
          await page.evaluate(
            'document.activeElement.matches(".skip") ? "skip" : document.activeElement.matches(".scroll") ? "scroll" : document.activeElement.localName',
          ),
        ),
      )
    }
    expect([...reached].sort()).toEqual(expect.arrayContaining(['a', 'scroll', 'select', 'skip', 'summary']))
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('a, select, summary, .scroll')].filter(e => e.tabIndex < 0).length`,
      ),
    ).toBe(0)
  })

  test('has one title, headings in their order, and a name for each table and chart', async () => {
    await using opened = await look(busy, desktop)
    const { page } = opened
    const levels = (await page.evaluate(
      `[...document.querySelectorAll('h1, h2, h3')].map(e => Number(e.localName[1]))`,
    )) as number[]
    expect(levels.filter(level => level === 1)).toHaveLength(1)
    expect(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1)).toBe(true)
    expect(
      await page.evaluate(
        `document.querySelectorAll('table:not(:has(caption)), th:not([scope]), [role=img]:not([aria-label]), section:not([aria-labelledby])').length`,
      ),
    ).toBe(0)
    const places = (await page.evaluate(
      `[...document.querySelectorAll('[role=region]')].filter(e => e.checkVisibility()).map(e => e.getAttribute('aria-label'))`,
    )) as string[]
    expect(new Set(places).size).toBe(places.length)
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    await page.locator('.course:visible summary').first().click()
    expect(await page.locator('.course:visible details[open] tbody tr').count()).toBeGreaterThan(0)
  })

  test('has all its tables without JavaScript', async () => {
    await using opened = await look(busy, { ...desktop, javaScriptEnabled: false })
    const { page, noise } = opened
    expect(await page.locator('.course:visible').count()).toBe(3)
    expect(await page.locator('.chart:visible, .chooser:visible').count()).toBe(0)
    await page.locator('.course summary').first().click()
    expect(await page.getByRole('table', { name: 'Writes a second over time' }).first().isVisible()).toBe(true)
    expect(noise).toEqual([])
  })
})
