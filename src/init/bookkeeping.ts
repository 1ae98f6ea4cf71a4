import { foldNames } from './column-names.ts'

/** Whether a folded name is one of those for what a CRM keeps by itself, such as when a record was made. */
export function isBookkeeping(name: string): boolean {
  return bookkeeping.has(name)
}

/** Whether a folded name is that of a column with the currency of amounts. */
export function isCurrencyName(name: string): boolean {
  return currencyNames.has(name)
}

/** What Lightfield keeps for each record by itself, and what other products count: not to be imported. */
const bookkeeping = new Set(
  foldNames(
    'create date, created, created at, created date, created by, created time, creation date, deal created, add time, ' +
      'last modified date, last modified, last modified by, modified at, updated, updated at, update time, last updated, ' +
      'last stage change, last activity, last activity date, next activity date, last contacted, date of last activity, ' +
      'total activities, done activities, activities to do, email messages count, number of times contacted, age, ' +
      'created by id, last modified by id, system modstamp, is deleted, fiscal, ' +
      'stage duration, fiscal period, fiscal quarter, fiscal year, connection strength, twitter follower count, ' +
      'number of associated contacts, visible to, weighted value, forecast amount, owner role, last interaction when, ' +
      'first calendar interaction when, next calendar interaction when, last email interaction when, last viewed date, ' +
      'erstellt, erstellt am, angelegt am, geandert am, letzte anderung, cree le, modifie le, date de creation, ' +
      'fecha de creacion, data de criacao, data di creazione, aangemaakt op, gewijzigd op',
  ),
)

const currencyNames = new Set(
  foldNames(
    'currency, amount currency, deal currency, currency of value, opportunity currency, currency code, wahrung, devise, ' +
      'moneda, divisa, moeda, valuta',
  ),
)
