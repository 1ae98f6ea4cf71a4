import { foldNames } from './column-names.ts'

/** What the part of an address or a name is called, folded. */
export function partSynonyms(part: string): readonly string[] {
  return partNames.get(part) ?? []
}

const partNames: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    street:
      'street, street address, address, line 1, line1, address 1, address1, street 1, strasse, strasse hausnummer, strasse und hausnummer, anschrift, adresse, rue, calle, direccion, rua, endereco, morada, logradouro, straat, adres, via, indirizzo',
    street2:
      'street 2, street2, line 2, line2, address 2, address2, adresszusatz, zusatz, complement, complemento, suite, apartment',
    city: 'city, town, locality, city town, ort, stadt, ville, ciudad, localidad, poblacion, cidade, localidade, plaats, stad, woonplaats, citta, comune',
    state:
      'state, state province, province, region, county, state region, state county, bundesland, kanton, provincia, departement, estado, distrito, provincie, regione',
    postalCode:
      'postal code, postcode, zip, zip code, zipcode, zip postal code, zip code postal code, plz, postleitzahl, code postal, codigo postal, cep, cap',
    country: 'country, country region, country code, nation, land, pays, pais, paese, nazione, staat',
    latitude: 'latitude, lat, breitengrad, latitud',
    longitude: 'longitude, lng, lon, langengrad, longitud',
    firstName: 'first name, given name, firstname, forename, vorname, prenom, nombre, nome, primeiro nome, voornaam',
    lastName:
      'last name, surname, family name, lastname, nachname, familienname, nom, nom de famille, apellido, apellidos, sobrenome, apelido, achternaam, cognome, name',
  }).map(([part, names]) => [part, foldNames(names)]),
)
