/** Judges a file before it is merged or sent: no network, no key, no write. Findings are by column, as a linter's. */
import { checkCsv } from 'lightfield-import'

const csv = `Account ID,Company,Revenue,Customer Since
1,Acme,"1.250,00",31.12.2026
2,Beta,12 or so,30.06.2026
3,,900,2026-02-30
`

const { ok, rows, outcomes, findings } = await checkCsv({
  csv: Buffer.from(csv),
  mapping: {
    object: 'account',
    import: 'companies',
    key: 'Account ID',
    fields: {
      $name: 'Company',
      annualRevenue: { column: 'Revenue', decimal: ',' },
      customerSince: { column: 'Customer Since', format: ['dd.MM.yyyy', 'iso'] },
    },
  },
  // With `definitions`, a file that `lightfield-import definitions account --out FILE` writes, words of selects and
  // required fields are judged too.
  offline: true,
}).summary

for (const { column, message, lines } of findings) console.log(`lines ${lines.join(', ')}, ${column}: ${message}`)
console.log(`${rows} rows, ${outcomes.invalid} of them cannot be sent: ${ok ? 'go ahead' : 'mend them first'}.`)
// In CI: process.exitCode = ok ? 0 : 1
