/** Parts of an ADDRESS, as a write takes them. */
export const addressParts = [
  'street',
  'street2',
  'city',
  'state',
  'postalCode',
  'country',
  'latitude',
  'longitude',
] as const

/** Parts of a FULL_NAME. */
export const nameParts = ['firstName', 'lastName'] as const

export type AddressPart = (typeof addressParts)[number]
export type NamePart = (typeof nameParts)[number]
export type PartName = AddressPart | NamePart
