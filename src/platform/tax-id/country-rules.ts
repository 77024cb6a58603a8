import * as americas from './americas.ts';
import * as others from './asia-africa-oceania.ts';
import { euMemberStates, euVat } from './eu-vat.ts';
import * as europe from './europe.ts';
import type { NumberRule } from './number-rule.ts';
import type { TaxIdFormat } from './tax-id-format.ts';

type FormatRule = readonly [TaxIdFormat, NumberRule];

/**
 * Which formats a billing country (ISO 3166, upper case) accepts, in the order in which they are tried. A country
 * that is not here accepts no tax id at all. Polar: its list names formats for BH, BO, CN, DO, EG, KZ, LI, MY, NG,
 * NZ, OM, PH, SA, UA and ZA, and further ones for AU, CA, JP, NO and SG, but no number ever passes for those.
 */
export const rulesByCountry: ReadonlyMap<string, readonly FormatRule[]> = new Map<
  string,
  readonly FormatRule[]
>([
  ...euMemberStates.map((country) => [country, [['eu_vat', euVat]]] as [string, FormatRule[]]),
  ['AD', [['ad_nrt', europe.andorranNrt]]],
  ['AE', [['ae_trn', others.emiratiTrn]]],
  ['AR', [['ar_cuit', americas.argentineCuit]]],
  ['AU', [['au_abn', others.australianAbn]]],
  [
    'BR',
    [
      ['br_cnpj', americas.brazilianCnpj],
      ['br_cpf', americas.brazilianCpf],
    ],
  ],
  [
    'CA',
    [
      ['ca_gst_hst', americas.canadianGst],
      ['ca_bn', americas.canadianBusinessNumber],
    ],
  ],
  [
    'CH',
    [
      ['ch_uid', europe.swissUid],
      ['ch_vat', europe.swissVat],
    ],
  ],
  ['CL', [['cl_tin', americas.chileanRut]]],
  ['CO', [['co_nit', americas.colombianNit]]],
  ['CR', [['cr_tin', americas.costaRicanCompany]]],
  ['EC', [['ec_ruc', americas.ecuadorianRuc]]],
  ['GB', [['gb_vat', europe.britishVat]]],
  ['GE', [['ge_vat', europe.georgianVat]]],
  ['HK', [['hk_br', others.hongKongRegistration]]],
  ['ID', [['id_npwp', others.indonesianNpwp]]],
  ['IL', [['il_vat', others.israeliVat]]],
  ['IN', [['in_gst', others.indianGst]]],
  ['IS', [['is_vat', europe.icelandicVat]]],
  ['JP', [['jp_cn', others.japaneseCorporateNumber]]],
  ['KE', [['ke_pin', others.kenyanPin]]],
  ['KR', [['kr_brn', others.koreanBrn]]],
  ['MK', [['mk_vat', europe.macedonianVat]]],
  ['MU', [['mu_tan', others.mauritianTan]]],
  ['MX', [['mx_rfc', americas.mexicanRfc]]],
  ['NO', [['no_vat', europe.norwegianVat]]],
  ['PE', [['pe_ruc', americas.peruvianRuc]]],
  ['RS', [['rs_pib', europe.serbianPib]]],
  ['RU', [['ru_inn', europe.russianInn]]],
  ['SG', [['sg_uen', others.singaporeanUen]]],
  ['SV', [['sv_nit', americas.salvadoranNit]]],
  ['TH', [['th_vat', others.thaiVat]]],
  ['TR', [['tr_tin', europe.turkishTin]]],
  ['TW', [['tw_vat', others.taiwaneseVat]]],
  ['US', [['us_ein', americas.unitedStatesEin]]],
  ['UY', [['uy_ruc', americas.uruguayanRuc]]],
  ['VE', [['ve_rif', americas.venezuelanRif]]],
  ['VN', [['vn_tin', others.vietnameseTin]]],
]);
