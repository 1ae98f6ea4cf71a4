import { foldNames } from './column-names.ts'

/** Other names of a field of an object type, folded, the likeliest first; `own` are the field's key and label, folded. */
export function synonyms(own: readonly string[], object: string): readonly string[] {
  const meant = (concept: Concept) => concept.of === null || concept.of.includes(object)
  return concepts
    .filter(concept => meant(concept) && concept.names.some(name => own.includes(name)))
    .flatMap(({ names }) => names)
}

/**
 * What the usual fields of a CRM are called by the exports of HubSpot, Salesforce, Pipedrive and Attio, and by
 * spreadsheets in English, German, French, Spanish, Portuguese, Dutch and Italian. Names of one line mean the same;
 * the likelier stand first.
 */
interface Concept {
  /** Object types that the words mean this for; null: any. */
  readonly of: readonly string[] | null
  /** Folded. */
  readonly names: readonly string[]
}

const sales = ['opportunity', 'task', 'note']

const concepts: readonly Concept[] = [
  concept(
    'name, title, deal name, dealname, opportunity name, subject, topic, titel, bezeichnung, thema, betreff',
    sales,
  ),
  concept(
    'titre, nom, nombre, asunto, titulo, nome, assunto, naam, onderwerp, titolo, oggetto, intitule, objet',
    sales,
    'name',
  ),
  concept('name, company name, account name, record, firmenname, raison sociale, nom, nombre, razon social, nome', [
    'account',
  ]),
  concept('razao social, ragione sociale, naam, bedrijfsnaam, name 1, legal name', ['account'], 'name'),
  concept('name, full name, contact name, record, display name, vollstandiger name, nom complet, nom et prenom', [
    'contact',
  ]),
  concept(
    'nombre completo, nome completo, volledige naam, nome e cognome, name vorname, vor und nachname',
    ['contact'],
    'name',
  ),
  concept(
    'first name, given name, firstname, forename, vorname, prenom, nombre, primer nombre, nome, primeiro nome, voornaam',
  ),
  concept(
    'last name, surname, family name, lastname, nachname, familienname, nom, nom de famille, apellido, apellidos',
  ),
  concept('sobrenome, apelido, ultimo nome, achternaam, cognome', null, 'last name'),
  concept(
    'stage, deal stage, stage name, pipeline stage, sales stage, phase, verkaufsphase, dealphase, etape, fase, estagio',
  ),
  concept('etapa, fase de la oportunidad, verkoopfase, fase di vendita, phase de vente, stadium', null, 'stage'),
  concept(
    'amount, deal amount, value, deal value, amount in company currency, opportunity amount, betrag, wert, auftragswert',
  ),
  concept(
    'dealwert, volumen, montant, valeur, importe, monto, valor, quantia, bedrag, waarde, importo, valore, arr, ' +
      'close value, contract value, total contract value, tcv, acv, deal size, sale amount, total amount, total, price',
    null,
    'amount',
  ),
  concept(
    'close date, closing date, expected close date, closedate, close, closed on, won time, abschlussdatum, abschluss',
  ),
  concept(
    'voraussichtliches abschlussdatum, erwartetes abschlussdatum, date de cloture, date de fermeture',
    null,
    'close date',
  ),
  concept(
    'fecha de cierre, data de fechamento, data de fecho, sluitingsdatum, afsluitdatum, data di chiusura',
    null,
    'close date',
  ),
  concept(
    'probability, deal probability, win probability, wahrscheinlichkeit, abschlusswahrscheinlichkeit, probabilite',
  ),
  concept('probabilidad, probabilidade, kans, waarschijnlijkheid, probabilita', null, 'probability'),
  concept(
    'description, deal description, notes, note, comments, details, about, beschreibung, bemerkungen, bemerkung, notizen',
  ),
  concept(
    'kommentar, commentaire, commentaires, remarques, descripcion, notas, comentarios, descricao',
    null,
    'description',
  ),
  concept(
    'omschrijving, beschrijving, opmerkingen, descrizione, commenti, body, text, content, inhalt',
    null,
    'description',
  ),
  concept('content, body, text, note body, note, notes, description, inhalt, contenu, contenido, conteudo, inhoud', [
    'note',
  ]),
  concept(
    'lead source, source, original source, original source type, original traffic source, leadquelle, quelle, herkunft',
  ),
  concept(
    'source du prospect, origine, origen, fuente, origem, fonte, herkomst, bron, fonte del lead, lead source name',
    null,
    'lead source',
  ),
  concept(
    'next step, next steps, nextstep, nachster schritt, prochaine etape, siguiente paso, proximo paso, volgende stap',
  ),
  concept('prossimo passo, passaggio successivo, proximo passo', null, 'next step'),
  concept('segments, segment, labels, label, tags, tag, markt, segmente'),
  concept('renewal, is renewal, verlangerung, renouvellement, renovacion, renovacao, verlenging, rinnovo'),
  concept(
    'source id, external id, record id, legacy id, source record id, id, hubspot id, salesforce id, pipedrive id, crm id',
  ),
  concept('hs object id, fremdschlussel, externe id', null, 'source id'),
  concept(
    'website, web site, company domain name, domain, domains, website url, url, homepage, web, internetseite, webseite',
  ),
  concept('site web, site internet, sitio web, pagina web, site, sito web, sito', null, 'website'),
  concept(
    'industry, industries, categories, category, sector, branche, industrie, secteur, industria, setor, sectore, settore',
  ),
  concept(
    'headcount, employee range, number of employees, employees, company size, size, no of employees, mitarbeiter',
  ),
  concept(
    'mitarbeiterzahl, anzahl mitarbeiter, effectif, numero de empleados, empleados, numero de funcionarios',
    null,
    'headcount',
  ),
  concept('aantal medewerkers, medewerkers, numero di dipendenti, dipendenti, unternehmensgrosse', null, 'headcount'),
  concept('last funding type, funding stage, funding round, last funding round, finanzierungsrunde'),
  concept(
    'linkedin, linkedin url, linkedin company page, linkedin profile, linkedin bio, linkedin profile url, linkedin page',
  ),
  concept('twitter, x, twitter handle, twitter username, twitter url, x handle, twitter profile'),
  concept('facebook, facebook company page, facebook url, facebook page'),
  concept('instagram, instagram url, instagram handle, instagram profile'),
  concept(
    'phone, phone number, phone numbers, telephone, business phone, work phone, main phone, telefon, telefonnummer, tel',
  ),
  concept(
    'festnetz, mobile, mobile phone, mobile phone number, mobil, mobiltelefon, handy, telephone portable, portable',
    null,
    'phone',
  ),
  concept(
    'telefono, telefono movil, movil, telefone, celular, telemovel, telefoon, telefoonnummer, mobiel, cellulare',
    null,
    'phone',
  ),
  concept(
    'email, email address, email addresses, primary email, work email, email work, contact email, emailadresse, mail',
  ),
  concept(
    'adresse email, courriel, correo electronico, correo, endereco de email, emailadres, indirizzo email',
    null,
    'email',
  ),
  concept(
    'contact email, contact person email, email, email address, person email, person email work, kontakt email',
    sales,
  ),
  concept(
    'job title, title, position, role, jobtitle, funktion, stellenbezeichnung, berufsbezeichnung, fonction, poste, cargo',
    ['contact'],
  ),
  concept(
    'puesto, funcao, functie, functietitel, ruolo, qualifica, posizione, titre du poste',
    ['contact'],
    'job title',
  ),
  concept(
    'annual revenue, revenue, turnover, estimated arr, jahresumsatz, umsatz, chiffre d affaires, ingresos anuales',
  ),
  concept(
    'facturacion, receita anual, faturamento, jaaromzet, omzet, fatturato, fatturato annuo',
    null,
    'annual revenue',
  ),
  concept('customer since, client since, kunde seit, client depuis, cliente desde, klant sinds, cliente dal'),
  concept('partner, is partner, partenaire, socio, parceiro'),
  concept('region, territory, gebiet, regio, regione, territoire, territorio, vertriebsgebiet'),
  concept(
    'due at, due date, due, deadline, faellig am, fallig am, falligkeitsdatum, echeance, date d echeance, vencimiento',
  ),
  concept('fecha de vencimiento, data de vencimento, vervaldatum, data di scadenza, scadenza', null, 'due at'),
  concept('status, task status, state, estado, statut, stato', ['task']),
  concept('profile photo, profile photo url, photo, avatar, avatar url, profilbild, photo url'),
  concept('budget, total budget, presupuesto, orcamento'),
  concept(
    'start date, start, startdatum, beginn, date de debut, fecha de inicio, data de inicio, begindatum, data di inizio',
  ),
]

/** `more` names of a concept that stands above, which `under` belongs to as well. */
function concept(names: string, of: readonly string[] | null = null, under: string | null = null): Concept {
  return { of, names: foldNames(under === null ? names : `${under}, ${names}`) }
}
