import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proposeDateFormats, proposeDecimal } from '../../../src/mapping/values/propose-formats.ts'

describe('date formats of a sample', () => {
  test.each<[string[], string]>([
    [['2026-10-20', '', '2026-01-02T10:00:00Z'], 'iso'],
    [['10/20/2026', '03/04/2026'], 'MM/dd/yyyy'],
    [['20/10/2026', '03/04/2026'], 'dd/MM/yyyy'],
    [['20.10.2026 17:05'], 'dd.MM.yyyy HH:mm'],
    [['10/20/2026 5:05 PM'], 'MM/dd/yyyy h:mm a'],
    [['10/20/2026 17:05:09 EST'], 'MM/dd/yyyy HH:mm:ss z'],
    [['20261020'], 'yyyyMMdd'],
    [['Oct 5, 2026', 'May 12, 2025'], 'MMM d, yyyy'],
    [['20-OCT-26'], 'd-MMM-yy'],
    [['1760949000'], 'epoch'],
    [['1760949000123'], 'epoch_ms'],
  ])('%j is %s and nothing else', (samples, format) => {
    expect(proposeDateFormats(samples)).toEqual([{ format, ambiguous: false }])
  })

  test('both orders are named where every value fits either, and differs', () => {
    expect(proposeDateFormats(['03/04/2026', '01/02/2026'])).toEqual([
      { format: 'MM/dd/yyyy', ambiguous: true },
      { format: 'dd/MM/yyyy', ambiguous: true },
    ])
  })

  test('a serial number could be any number', () => {
    expect(proposeDateFormats(['45950', '45951.5'])).toEqual([{ format: 'excel', ambiguous: true }])
  })

  test.each([[['soon']], [['10/20/2026', 'soon']], [['02/30/2026']], [[]], [['', ' ']]])('%j has none', samples => {
    expect(proposeDateFormats(samples)).toEqual([])
  })
})

describe('the decimal sign of a sample', () => {
  test.each<[string[], ReturnType<typeof proposeDecimal>]>([
    [['1234.50', '1,234.50', '12,5'], { decimal: null, ambiguous: false }],
    [['1,234', '1.5'], { decimal: '.', ambiguous: false }],
    [['1.234', '12,5'], { decimal: ',', ambiguous: false }],
    [['1,234', '2,345'], { decimal: null, ambiguous: true }],
    [['1,234', 'many'], null],
    [[' '], null],
  ])('%j: %j', (samples, expected) => {
    expect(proposeDecimal(samples)).toEqual(expected)
  })
})

test('no sample makes a proposal throw', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), samples => {
      expect(() => [proposeDateFormats(samples), proposeDecimal(samples)]).not.toThrow()
    }),
  )
})
