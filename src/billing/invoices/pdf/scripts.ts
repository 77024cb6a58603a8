/**
 * The Unicode scripts in use today, in the order in which a character that several share is counted. Unicode has
 * no function from a character to its script, so each is asked in turn.
 */
const scriptNames = (
  'Latin Greek Cyrillic Han Hiragana Katakana Hangul Bopomofo Arabic Hebrew Devanagari Thai Bengali Tamil Telugu ' +
  'Gujarati Gurmukhi Kannada Malayalam Oriya Sinhala Khmer Lao Myanmar Armenian Georgian Ethiopic Tibetan ' +
  'Mongolian Syriac Thaana Nko Tifinagh Cherokee Canadian_Aboriginal Yi Javanese Balinese Sundanese Adlam Vai ' +
  'Ol_Chiki Meetei_Mayek Lisu Osage Hanifi_Rohingya Nyiakeng_Puachue_Hmong Wancho Chakma Cham New_Tai_Lue Tai_Le ' +
  'Tai_Tham Tai_Viet Limbu Lepcha Buginese Batak Braille Coptic Runic Ogham Gothic Glagolitic'
).split(' ');

const scripts = scriptNames.map((name) => ({
  name: name.replaceAll('_', ' '),
  own: new RegExp(`\\p{Script=${name}}`, 'u'),
  shared: new RegExp(`\\p{Script_Extensions=${name}}`, 'u'),
}));

const sharedByScripts = /[\p{Script=Common}\p{Script=Inherited}]/u;

/**
 * The scripts that the characters belong to, each once, in the order in which they appear: `Han`, `Arabic`. What
 * is of no script is `Emoji`, `Symbols` or `Other`.
 */
export function scriptsOf(characters: Iterable<string>): string[] {
  const distinct = new Set(characters);
  const names = new Set<string>();
  for (const character of distinct) {
    if (!sharedByScripts.test(character)) names.add(ownScript(character));
  }
  for (const character of distinct) {
    if (sharedByScripts.test(character)) addShared(character, names);
  }
  return [...names];
}

function ownScript(character: string): string {
  return scripts.find((script) => script.own.test(character))?.name ?? 'Other';
}

/** A mark that several scripts share, like `。`, names a script only when none of them is named already. */
function addShared(character: string, names: Set<string>): void {
  const users = scripts.filter((script) => script.shared.test(character));
  if (users.some((script) => names.has(script.name))) return;
  const emoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
  if (users[0]) names.add(users[0].name);
  else names.add(emoji.test(character) ? 'Emoji' : 'Symbols');
}
