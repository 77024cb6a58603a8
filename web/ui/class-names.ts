import { type ClassValue, clsx } from 'clsx';
import { createTailwindMerge } from 'tailwind-merge';

const any = () => true;
/** What a prefix is followed by where it says a length: the rest says a colour. */
const isLength = (value: string) => /^(\d|\[(\d|length:|calc)|px$)/.test(value);
const isTextSize = (value: string) => /^((\d?xs|sm|base|lg|\d?xl)|\[\.?\d.*)$/.test(value);
const lineStyles = ['solid', 'dashed', 'dotted', 'double', 'hidden', 'none'];

/** Classes that say nothing but a value of what they begin with: each beginning is a group. */
const prefixes =
  'inset inset-x inset-y top right bottom left start end z order basis grow shrink grid-cols grid-rows col row gap gap-x gap-y justify justify-items justify-self items self content place-content place-items place-self p px py ps pe pt pr pb pl m mx my ms me mt mr mb ml w min-w max-w h min-h max-h size leading tracking whitespace break line-clamp list align rounded rounded-s rounded-e rounded-t rounded-r rounded-b rounded-l rounded-tl rounded-tr rounded-br rounded-bl opacity shadow transition duration delay ease animate rotate scale translate translate-x translate-y origin cursor select overflow overflow-x overflow-y overscroll object aspect fill pointer-events underline-offset appearance columns';

const literals: Record<string, string[]> = {
  display: 'block inline inline-block flex inline-flex grid inline-grid contents hidden table'.split(' '),
  position: 'static fixed absolute relative sticky'.split(' '),
  visibility: ['visible', 'invisible', 'collapse'],
  'screen-reader': ['sr-only', 'not-sr-only'],
  'text-overflow': ['truncate', 'text-ellipsis', 'text-clip'],
  decoration: ['underline', 'overline', 'line-through', 'no-underline'],
  transform: ['uppercase', 'lowercase', 'capitalize', 'normal-case'],
  'font-style': ['italic', 'not-italic'],
  figures: ['tabular-nums', 'proportional-nums'],
  isolation: ['isolate', 'isolation-auto'],
};

/** Of one prefix several things may be said: by what follows it they are told apart. */
const told = {
  'flex-direction': [{ flex: ['row', 'row-reverse', 'col', 'col-reverse'] }],
  'flex-wrap': [{ flex: ['wrap', 'nowrap', 'wrap-reverse'] }],
  flex: [{ flex: [any] }],
  'font-weight': [{ font: ['thin', 'light', 'normal', 'medium', 'semibold', 'bold', 'black'] }],
  'font-family': [{ font: [any] }],
  'text-align': [{ text: ['left', 'center', 'right', 'justify', 'start', 'end'] }],
  'text-wrap': [{ text: ['wrap', 'nowrap', 'balance', 'pretty'] }],
  'font-size': [{ text: [isTextSize] }],
  'text-color': [{ text: [any] }],
  'bg-image': [{ bg: ['none'] }],
  'bg-color': [{ bg: [any] }],
  'outline-style': [{ outline: [...lineStyles, ''] }],
  'outline-offset': [{ 'outline-offset': [any] }],
  'outline-width': [{ outline: ['', isLength] }],
  'outline-color': [{ outline: [any] }],
  'border-style': [{ border: lineStyles }],
  'border-collapse': [{ border: ['collapse', 'separate'] }],
  ...Object.fromEntries(
    ['', '-x', '-y', '-s', '-e', '-t', '-r', '-b', '-l'].flatMap((side) => [
      [`border-w${side}`, [{ [`border${side}`]: ['', isLength] }]],
      [`border-color${side}`, [{ [`border${side}`]: [any] }]],
    ]),
  ),
  'divide-x': [{ 'divide-x': ['', isLength] }],
  'divide-y': [{ 'divide-y': ['', isLength] }],
  'divide-color': [{ divide: [any] }],
};

const spread = (name: string, ends: string) => ends.split(' ').map((end) => `${name}${end}`);
const sides = 'x y s e t r b l';

/** The one that sets also all that these set. */
const conflicts: Record<string, string[]> = {
  overflow: ['overflow-x', 'overflow-y'],
  inset: ['inset-x', 'inset-y', 'start', 'end', 'top', 'right', 'bottom', 'left'],
  'inset-x': ['start', 'end', 'right', 'left'],
  'inset-y': ['top', 'bottom'],
  flex: ['basis', 'grow', 'shrink'],
  gap: ['gap-x', 'gap-y'],
  p: spread('p', sides),
  px: spread('p', 's e r l'),
  py: spread('p', 't b'),
  m: spread('m', sides),
  mx: spread('m', 's e r l'),
  my: spread('m', 't b'),
  size: ['w', 'h'],
  'font-size': ['leading'],
  'line-clamp': ['display', 'overflow'],
  rounded: spread('rounded-', 's e t r b l tl tr br bl'),
  'rounded-t': ['rounded-tl', 'rounded-tr'],
  'rounded-b': ['rounded-bl', 'rounded-br'],
  'border-w': spread('border-w-', sides),
  'border-w-x': spread('border-w-', 's e r l'),
  'border-w-y': spread('border-w-', 't b'),
  'border-color': spread('border-color-', sides),
  translate: ['translate-x', 'translate-y'],
};

/**
 * What sets the same. Of all that Tailwind has only what is ever set anew where a component is used: the whole list is longer
 * than the code of a page.
 */
const merge = createTailwindMerge(
  () =>
    ({
      cacheSize: 500,
      theme: {},
      classGroups: {
        ...Object.fromEntries(prefixes.split(' ').map((prefix) => [prefix, [{ [prefix]: ['', any] }]])),
        ...literals,
        ...told,
      },
      conflictingClassGroups: conflicts,
      conflictingClassGroupModifiers: { 'font-size': ['leading'] },
      orderSensitiveModifiers: ['after', 'before', 'marker', 'placeholder', 'selection'],
    }) as never,
);

/** Joins class names; of two that set the same the later wins. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
