import { foldNames } from './column-names.ts'

/** What the record at the other end of a relationship is called, folded, by its object type. */
export function relatedNames(objectType: string): readonly string[] {
  return endNames.get(objectType) ?? []
}

const accountNames =
  'company, company name, account, account name, organization, organization name, organisation, associated company, ' +
  'primary company, associated company primary, company record, parent account, client, customer, client name, ' +
  'customer name, firma, firmenname, unternehmen, kunde, kundenname, entreprise, societe, nom de l entreprise, compte, ' +
  'empresa, cuenta, nombre de la empresa, cliente, nome da empresa, conta, bedrijf, bedrijfsnaam, klant, organisatie, ' +
  'azienda, societa, nome azienda, company domain name, account id, company id, organization id, organisation id, ' +
  'customer id, client id, associated company ids'

const ownerNames =
  'owner email, owner, owner name, owner full name, record owner, deal owner, opportunity owner, account owner, ' +
  'contact owner, company owner, owner id, assigned to, assigned to user, assignee, responsible, sales rep, account manager, ' +
  'besitzer, verantwortlich, verantwortlicher, zustandig, zustandiger mitarbeiter, zugewiesen an, betreuer, proprietaire, ' +
  'responsable, assigne a, propietario, asignado a, proprietario, responsavel, atribuido a, eigenaar, toegewezen aan, ' +
  'verantwoordelijke, assegnato a, responsabile, sales agent, agent, sales person, salesperson, seller, ' +
  'sales representative, rep, verkaufer, vertriebsmitarbeiter, vendeur, commercial, vendedor, comercial, venditore, verkoper'

const contactNames =
  'contact, contact person, contact name, primary contact, associated contact, main contact, person, person name, ' +
  'ansprechpartner, kontakt, kontaktperson, contact principal, interlocuteur, persona de contacto, contacto, ' +
  'pessoa de contato, contato, contactpersoon, contatto, referente'

const endNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['account', foldNames(accountNames)],
  ['member', foldNames(ownerNames)],
  ['contact', foldNames(contactNames)],
])
