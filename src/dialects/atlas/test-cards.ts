import { Type } from 'typebox';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, testKeyOnly } from './access.ts';
import { errorAnswer } from './errors.ts';

const categories = {
  success: 'Payments that succeed.',
  decline: 'Payments that are declined.',
  threeds: 'Payments that ask for 3-D Secure.',
  fraud: 'Payments that are held to be risky.',
  dispute: 'Payments that succeed and are disputed later.',
  international: 'Payments that succeed, with cards of other countries.',
} as const;

type Category = keyof typeof categories;

type Card = { number: string; category: Category; result: string };

const card = (category: Category, result: string, ...numbers: string[]): Card[] =>
  numbers.map((number) => ({ number, category, result }));

/** Atlas's test cards: what happens to a payment with each. */
const cards: readonly Card[] = [
  ...card(
    'success',
    'succeeds',
    '4242424242424242',
    '5555555555554444',
    '378282246310005',
    '6011111111111117',
  ),
  ...card('success', 'succeeds', '4000056655665556', '5200828282828210'),
  ...card('decline', 'card_declined', '4000000000000002'),
  ...card('decline', 'insufficient_funds', '4000000000009995'),
  ...card('decline', 'expired_card', '4000000000000069'),
  ...card('decline', 'incorrect_cvc', '4000000000000127'),
  ...card('decline', 'processing_error', '4000000000000119'),
  ...card('decline', 'lost_card', '4000000000009987'),
  ...card('decline', 'stolen_card', '4000000000009979'),
  ...card('threeds', 'required_and_passes', '4000000000003220'),
  ...card('threeds', 'required_and_fails', '4000000000003063', '4000002500003155'),
  ...card('threeds', 'not_challenged', '4000000000003055'),
  ...card('threeds', 'frictionless', '4000002760003184'),
  ...card('threeds', 'challenged', '4000008260003178'),
  ...card('fraud', 'blocked', '4100000000000019'),
  ...card('fraud', 'elevated_risk', '4000000000004954'),
  ...card('dispute', 'disputed', '4000000000000259'),
  ...card('dispute', 'disputed_as_fraudulent', '4000000000001976'),
  ...card('international', 'succeeds', '4000000760000002', '4000001240000000', '4000004840000008'),
];

const tokens = [
  { token: 'tok_visa', result: 'succeeds' },
  { token: 'tok_visa_debit', result: 'succeeds' },
  { token: 'tok_mastercard', result: 'succeeds' },
  { token: 'tok_amex', result: 'succeeds' },
  { token: 'tok_chargeDeclined', result: 'card_declined' },
  { token: 'tok_chargeInsufficientFunds', result: 'insufficient_funds' },
  { token: 'tok_threeDSecure2Required', result: 'required_and_passes' },
];

const usage =
  'Any expiry in the future, any security code of 3 digits (4 for American Express), any 5-digit ZIP code.';

const CardSchema = Type.Object({ number: Type.String(), category: Type.String(), result: Type.String() });

function isCategory(text: string): text is Category {
  return Object.hasOwn(categories, text);
}

export const testCardRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/functions/v1/test-cards',
    summary: 'List the cards of test mode',
    access: testKeyOnly,
    query: Type.Object({ category: Type.Optional(Type.String()) }),
    responses: {
      200: Type.Union([
        Type.Object({
          cards: Type.Array(CardSchema),
          tokens: Type.Array(Type.Object({ token: Type.String(), result: Type.String() })),
          amounts: Type.Array(Type.Object({})),
          usage: Type.String(),
        }),
        Type.Object({ category: Type.String(), description: Type.String(), cards: Type.Array(CardSchema) }),
      ]),
    },
    async handle(scope, { query: { category } }) {
      // No amount has a meaning of its own here.
      if (category === undefined) return { status: 200, body: { cards, tokens, amounts: [], usage } };
      if (!isCategory(category)) {
        return errorAnswer(scope.requestId, {
          status: 400,
          type: 'validation_error',
          code: 'invalid_category',
          message: `The parameter category must be one of: ${Object.keys(categories).join(', ')}.`,
          param: 'category',
        });
      }
      const ofCategory = cards.filter((entry) => entry.category === category);
      return { status: 200, body: { category, description: categories[category], cards: ofCategory } };
    },
  }),
];
