/** Member states by ISO 3166 code; source: https://european-union.europa.eu/principles-countries-history/eu-countries_en, read 2026. */
const members: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/** Whether the country is a member of the European Union. */
export function isEuCountry(code: string): boolean {
  return members.has(code.toUpperCase());
}
