/**
 * What the built-in calculator knows of tax: standard rates on digital services. Data only, shown in docs/tax.md; a test
 * keeps the two the same. Rates are those that hold from 2023 on; days are the first of each rate, as percentages in text.
 */
import type { Country } from '../../platform/country.ts';
import { euMemberStates, type TaxIdFormat } from '../../platform/tax-id/index.ts';

export type TaxRates = {
  country: Country;
  /** With the country in front: the rate is only that state's. */
  state?: string;
  name: string;
  /** Oldest first; each holds until the next begins. */
  periods: readonly (readonly [validFrom: string, percent: string])[];
  /** The law that says so. */
  source: string;
};

export const taxRates: readonly TaxRates[] = [
  // The European Union. Council Directive 2006/112/EC, Articles 96 and 97; the Commission lists the rates in its database
  // Taxes in Europe.
  vat('AT', [['1984-01-01', '20']], 'Umsatzsteuergesetz 1994, § 10 (1)'),
  vat('BE', [['1996-01-01', '21']], 'Royal Decree No 20 of 20 July 1970, Article 1'),
  vat('BG', [['1999-01-01', '20']], 'Закон за данък върху добавената стойност, Article 66 (1)'),
  vat('CY', [['2014-01-13', '19']], 'Value Added Tax Law 95(I)/2000, section 17'),
  vat('CZ', [['2013-01-01', '21']], 'Zákon č. 235/2004 Sb., § 47 (1)'),
  vat('DE', [['2021-01-01', '19']], 'Umsatzsteuergesetz, § 12 (1)'),
  vat('DK', [['1992-01-01', '25']], 'Momsloven, § 33'),
  vat(
    'EE',
    [
      ['2009-07-01', '20'],
      ['2024-01-01', '22'],
      ['2025-07-01', '24'],
    ],
    'Käibemaksuseadus, § 15 (1)',
  ),
  vat('ES', [['2012-09-01', '21']], 'Ley 37/1992 del Impuesto sobre el Valor Añadido, Article 90'),
  vat(
    'FI',
    [
      ['2013-01-01', '24'],
      ['2024-09-01', '25.5'],
    ],
    'Arvonlisäverolaki 1501/1993, § 84',
  ),
  vat('FR', [['2014-01-01', '20']], 'Code général des impôts, Article 278'),
  vat('GR', [['2016-06-01', '24']], 'VAT Code (Law 2859/2000, now Law 5144/2024), standard rate'),
  vat('HR', [['2012-03-01', '25']], 'Zakon o porezu na dodanu vrijednost, Article 38'),
  vat('HU', [['2012-01-01', '27']], 'Act CXXVII of 2007 on value added tax, § 82 (1)'),
  vat('IE', [['2021-03-01', '23']], 'Value-Added Tax Consolidation Act 2010, section 46'),
  vat('IT', [['2013-10-01', '22']], 'Decreto del Presidente della Repubblica 633/1972, Article 16'),
  vat('LT', [['2009-09-01', '21']], 'Pridėtinės vertės mokesčio įstatymas, Article 19'),
  vat(
    'LU',
    [
      ['2023-01-01', '16'],
      ['2024-01-01', '17'],
    ],
    'Law of 12 February 1979 on value added tax; the rate of 2023 by the Law of 26 October 2022',
  ),
  vat('LV', [['2012-07-01', '21']], 'Pievienotās vērtības nodokļa likums, Article 41'),
  vat('MT', [['2004-01-01', '18']], 'Value Added Tax Act, Chapter 406, Article 19'),
  vat('NL', [['2012-10-01', '21']], 'Wet op de omzetbelasting 1968, Article 9 (1)'),
  vat('PL', [['2011-01-01', '23']], 'Ustawa o podatku od towarów i usług, Articles 41 and 146ef'),
  vat('PT', [['2011-01-01', '23']], 'Código do IVA, Article 18 (1) c), mainland'),
  vat(
    'RO',
    [
      ['2017-01-01', '19'],
      ['2025-08-01', '21'],
    ],
    'Codul fiscal (Law 227/2015), Article 291; Law 141/2025',
  ),
  vat('SE', [['1990-07-01', '25']], 'Mervärdesskattelagen (2023:200), chapter 9 § 2'),
  vat('SI', [['2013-07-01', '22']], 'Zakon o davku na dodano vrednost (ZDDV-1), Article 41'),
  vat(
    'SK',
    [
      ['2011-01-01', '20'],
      ['2025-01-01', '23'],
    ],
    'Zákon č. 222/2004 Z. z., § 27; zákon č. 278/2024 Z. z.',
  ),

  // Europe outside the Union.
  vat('GB', [['2011-01-04', '20']], 'Value Added Tax Act 1994, section 2'),
  vat(
    'CH',
    [
      ['2018-01-01', '7.7'],
      ['2024-01-01', '8.1'],
    ],
    'Mehrwertsteuergesetz (SR 641.20), Article 25 (1)',
  ),
  vat('NO', [['2005-01-01', '25']], "Stortinget's yearly decision on value added tax, § 2"),

  // Asia and the Pacific.
  gst('AU', [['2000-07-01', '10']], 'A New Tax System (Goods and Services Tax) Act 1999, section 9-70'),
  gst('NZ', [['2010-10-01', '15']], 'Goods and Services Tax Act 1985, section 8 (1)'),
  gst(
    'IN',
    [['2017-07-01', '18']],
    'Integrated Goods and Services Tax Act 2017, section 5; services at 18 %',
  ),
  {
    country: 'JP',
    name: 'Consumption tax',
    periods: [['2019-10-01', '10']],
    source: 'Consumption Tax Act, Article 29 (7.8 %), and Local Tax Act (2.2 %)',
  },
  gst(
    'SG',
    [
      ['2023-01-01', '8'],
      ['2024-01-01', '9'],
    ],
    'Goods and Services Tax Act 1993, section 16',
  ),

  // Canada: the federal tax, and where a province has harmonised its own with it, both in one.
  ...['AB', 'BC', 'MB', 'NT', 'NU', 'QC', 'SK', 'YT'].map((province) =>
    canadian(province, 'GST', [['2008-01-01', '5']]),
  ),
  canadian('NB', 'HST', [['2016-07-01', '15']]),
  canadian('NL', 'HST', [['2016-07-01', '15']]),
  canadian('NS', 'HST', [
    ['2010-07-01', '15'],
    ['2025-04-01', '14'],
  ]),
  canadian('ON', 'HST', [['2010-07-01', '13']]),
  canadian('PE', 'HST', [['2016-10-01', '15']]),
];

function vat(country: Country, periods: TaxRates['periods'], source: string): TaxRates {
  return { country, name: 'VAT', periods, source };
}

function gst(country: Country, periods: TaxRates['periods'], source: string): TaxRates {
  return { country, name: 'GST', periods, source };
}

function canadian(province: string, name: 'GST' | 'HST', periods: TaxRates['periods']): TaxRates {
  const source = 'Excise Tax Act, section 165 and Schedule VIII';
  return { country: 'CA', state: `CA-${province}`, name, periods, source };
}

export type ReverseCharge = {
  countries: readonly Country[];
  /** The number that shows a buyer to be registered for the tax there. */
  format: TaxIdFormat;
  name: string;
  source: string;
};

/**
 * Where a buyer with such a number owes the tax on a sale from abroad, so that the seller collects none. Not here are
 * Switzerland, where a seller who is registered taxes businesses like anybody; Japan, where it is likewise for services
 * that anybody may buy; and Australia, New Zealand and Singapore, whose businesses are free only with a proof of being
 * registered for the tax that their business numbers are not.
 */
export const reverseCharges: readonly ReverseCharge[] = [
  {
    countries: euMemberStates,
    format: 'eu_vat',
    name: 'VAT',
    source: 'Council Directive 2006/112/EC, Articles 44 and 196',
  },
  { countries: ['GB'], format: 'gb_vat', name: 'VAT', source: 'Value Added Tax Act 1994, sections 7A and 8' },
  { countries: ['NO'], format: 'no_vat', name: 'VAT', source: 'Merverdiavgiftsloven, §§ 3-30 and 11-3' },
  {
    countries: ['CA'],
    format: 'ca_gst_hst',
    name: 'GST/HST',
    source: 'Excise Tax Act, Part IX, Division II, Subdivision E, for sellers of the simplified registration',
  },
  {
    countries: ['IN'],
    format: 'in_gst',
    name: 'GST',
    source: 'Integrated Goods and Services Tax Act 2017, section 5 (3); Notification 10/2017',
  },
];

/** Parts of a country where its rate does not hold; the table has none for them. */
export type SpecialArea = { country: Country; name: string; postalCodes: RegExp };

/** Council Directive 2006/112/EC, Articles 6 (outside its VAT), 104 and 105 (rates of their own); national laws else. */
export const specialAreas: readonly SpecialArea[] = [
  { country: 'AT', name: 'Jungholz and Mittelberg', postalCodes: /^(?:6691|699[123])$/ },
  { country: 'DE', name: 'Büsingen and Heligoland', postalCodes: /^(?:78266|27498)$/ },
  { country: 'ES', name: 'the Canary Islands, Ceuta and Melilla', postalCodes: /^(?:35|38|51|52)\d{3}$/ },
  { country: 'FI', name: 'Åland', postalCodes: /^22\d{3}$/ },
  { country: 'FR', name: 'the overseas territories', postalCodes: /^(?:97\d|98[4-8])\d\d$/ },
  { country: 'GB', name: 'Guernsey and Jersey', postalCodes: /^(?:GY|JE)\d/ },
  { country: 'GR', name: 'Mount Athos', postalCodes: /^6308[67]$/ },
  { country: 'IT', name: "Campione d'Italia and Livigno", postalCodes: /^(?:22061|23041)$/ },
  { country: 'NO', name: 'Jan Mayen and Svalbard', postalCodes: /^(?:8099|917\d)$/ },
  { country: 'PT', name: 'the Azores and Madeira', postalCodes: /^9\d{6}$/ },
];
