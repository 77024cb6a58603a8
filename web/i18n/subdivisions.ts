/** States and provinces, as the API takes them; their names are in no browser, and the same in every language. */
const names = {
  US: 'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming',
  CA: 'AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NT Northwest Territories,NS Nova Scotia,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Québec,SK Saskatchewan,YT Yukon',
} as const;

/** Those of a country that has them in a list; undefined of any other. */
export function subdivisionsOf(country: string): { code: string; name: string }[] | undefined {
  if (country !== 'US' && country !== 'CA') return undefined;
  return names[country].split(',').map((entry) => ({
    code: `${country}-${entry.slice(0, 2)}`,
    name: entry.slice(3),
  }));
}

const writing: ReadonlySet<string> = new Set('AE AU BR CN ES IE IN IT JP KR MX MY NG PH TH TW'.split(' '));

/** Whether an address of the country commonly names a region, of those that have none in a list. */
export function writesRegion(country: string): boolean {
  return writing.has(country);
}

const townFirst: ReadonlySet<string> = new Set('AU CA GB IE IN JP NZ US'.split(' '));

/** Whether an address of the country names the town before the postal code. */
export function writesTownFirst(country: string): boolean {
  return townFirst.has(country);
}
