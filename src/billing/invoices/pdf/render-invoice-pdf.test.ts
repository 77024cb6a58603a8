import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { loadFonts } from './fonts.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { renderInvoicePdf } from './render-invoice-pdf.ts';
import { sampleDocument } from './sample-document.ts';

type Piece = { text: string; x: number; right: number; y: number };

/** The pieces of text of each page, as a reader's copy and paste sees them; all white space is one space. */
async function readPages(pdf: Buffer): Promise<Piece[][]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const pages: Piece[][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const pieces = items.flatMap((item) =>
      'str' in item && item.str.trim() !== ''
        ? [
            {
              text: item.str.replace(/\s/g, ' '),
              x: item.transform[4],
              right: item.transform[4] + item.width,
              y: item.transform[5],
            },
          ]
        : [],
    );
    pages.push(pieces);
  }
  await document.loadingTask.destroy();
  return pages;
}

async function textOf(document: InvoiceDocument): Promise<string> {
  const pages = await readPages(await renderInvoicePdf(document));
  return pages.map((page) => page.map((piece) => piece.text).join('\n')).join('\n');
}

function assertHolds(text: string, parts: string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `"${part}" is not in:\n${text}`);
}

/** What stands to the right of a label, on its line. */
function besides(pages: Piece[][], label: string): string[] {
  const found = pages.flatMap((page) =>
    page.flatMap((piece) =>
      piece.text === label
        ? [
            page
              .filter((other) => Math.abs(other.y - piece.y) < 1 && other.x > piece.right)
              .map((other) => other.text)
              .join(' '),
          ]
        : [],
    ),
  );
  return found;
}

test('an invoice shows everything that its document says, as text', async () => {
  const document = sampleDocument();
  const text = await textOf(document);
  for (const party of [document.seller, document.buyer]) {
    assertHolds(text, [
      party.name,
      ...party.addressLines,
      ...party.taxIds.map((id) => `${id.label} ${id.value}`),
    ]);
  }
  assertHolds(text, ['billing@nordlicht.example', 'https://nordlicht.example', 'Invoice', 'NORDLICHT-0001']);
  assertHolds(text, [
    '5 Jan 2026',
    '19 Jan 2026',
    'Order',
    '0197c2a1-7f3e-4c1b',
    'Due',
    '€1,400.00 due on 19 Jan 2026',
  ]);
  assertHolds(text, ['Pro plan, monthly', '5 Jan 2026 – 4 Feb 2026', 'Handbook, printed']);
  assertHolds(text, ['Please state the invoice number when you pay.', 'Page 1 of 1']);
});

test('lines, totals and taxes stand in their rows', async () => {
  const pages = await readPages(await renderInvoicePdf(sampleDocument()));
  assert.deepEqual(besides(pages, 'Pro plan, monthly'), ['2 €595.00 19% €1,190.00']);
  assert.deepEqual(besides(pages, 'Subtotal'), ['€1,277.00']);
  assert.deepEqual(besides(pages, 'Discount'), ['-€19.00']);
  assert.deepEqual(besides(pages, 'Net amount'), ['€1,258.00']);
  assert.deepEqual(besides(pages, 'Total (EUR)'), ['€1,486.58']);
  assert.deepEqual(besides(pages, 'Account credit used'), ['-€86.58']);
  assert.deepEqual(besides(pages, 'Amount due'), ['€1,400.00']);
  assert.deepEqual(besides(pages, 'VAT Germany'), ['19% €1,171.00 €222.49', '7% €87.00 €6.09']);
  assert.ok(besides(pages, 'Tax').includes('€228.58'));
});

test('amounts of a column end at the same place', async () => {
  const [page] = await readPages(await renderInvoicePdf(sampleDocument({ locale: 'de-DE' })));
  const ends = ['1.190,00 €', '87,00 €', '1.277,00 €', '1.486,58 €', '1.400,00 €'].map(
    (amount) => page!.findLast((piece) => piece.text === amount)!.right,
  );
  for (const end of ends.slice(0, 1).concat(ends.slice(2)))
    assert.ok(Math.abs(end - 545.28) < 0.5, `${ends}`);
});

test('amounts and dates are written as the locale and the currency do', async () => {
  assertHolds(await textOf(sampleDocument({ locale: 'de-DE' })), ['1.486,58 €', '19 %', '05.01.2026']);
  assertHolds(await textOf(sampleDocument({ locale: 'en-US', currency: 'usd' })), [
    '$1,486.58',
    'Jan 5, 2026',
  ]);
  assertHolds(await textOf(sampleDocument({ locale: 'fr-FR' })), ['1 486,58 €', '5 janv. 2026']);
  assertHolds(await textOf(sampleDocument({ locale: 'en-US', currency: 'jpy' })), [
    '¥148,658',
    'Total (JPY)',
  ]);
  assertHolds(await textOf(sampleDocument({ locale: 'ja-JP', currency: 'jpy' })), ['¥148,658', '2026/01/05']);
  assertHolds(await textOf(sampleDocument({ locale: 'en-US', currency: 'kwd' })), ['148.658']);
  assertHolds(await textOf(sampleDocument({ locale: 'ar-EG', currency: 'egp' })), ['EGP 1,486.58']);
  assertHolds(await textOf(sampleDocument({ locale: 'no such locale' })), ['€1,486.58']);
});

test('the status says what was paid, given back or given up', async () => {
  const paid = await renderInvoicePdf(sampleDocument({ status: 'paid', paidOn: '2026-01-10' }));
  assert.deepEqual(besides(await readPages(paid), 'Amount paid'), ['€1,400.00']);
  assert.deepEqual(besides(await readPages(paid), 'Amount due'), ['€0.00']);
  assertHolds(await textOf(sampleDocument({ status: 'paid', paidOn: '2026-01-10' })), [
    '€1,400.00 paid on 10 Jan 2026',
  ]);
  const partly = sampleDocument({ status: 'partially_refunded', refunded: 5000 });
  assertHolds(await textOf(partly), ['Partly refunded', '€50.00 of €1,400.00 refunded', '-€50.00']);
  assertHolds(await textOf(sampleDocument({ status: 'refunded' })), ['€1,400.00 refunded']);
  assertHolds(await textOf(sampleDocument({ status: 'void' })), ['Void, no payment is due']);
  assertHolds(await textOf(sampleDocument({ status: 'draft' })), ['Draft, not yet issued']);
});

test('a receipt and an own title are called what they are', async () => {
  assertHolds(await textOf(sampleDocument({ kind: 'receipt' })), [
    'Receipt number',
    'Receipt NORDLICHT-0001',
  ]);
  assertHolds(await textOf(sampleDocument({ title: 'Tax invoice' })), ['Tax invoice NORDLICHT-0001']);
});

test('prices with their tax inside are marked so', async () => {
  const net = sampleDocument().net - 22858;
  assertHolds(await textOf(sampleDocument({ net, total: net + 22858 })), [
    'Amount (incl. tax)',
    'Subtotal (incl. tax)',
  ]);
  assert.ok(!(await textOf(sampleDocument())).includes('incl. tax'));
});

test('a long invoice repeats its header, numbers its pages and keeps a line by the totals', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => ({
    description: `Line ${index + 1}`,
    quantity: index + 1,
    unitAmount: 100,
    amount: (index + 1) * 100,
    taxRate: '19',
  }));
  for (const count of [1, 14, 15, 16, 17, 18, 19, 20, 60]) {
    const pages = await readPages(await renderInvoicePdf(sampleDocument({ lines: lines.slice(0, count) })));
    const texts = pages.map((page) => page.map((piece) => piece.text));
    for (const [index, page] of texts.entries()) {
      assert.equal(page.at(-1), `Page ${index + 1} of ${pages.length}`);
      if (page.some((text) => /^Line \d/.test(text))) assert.ok(page.includes('Unit price'));
      if (page.includes('Subtotal')) assert.ok(page.includes(`Line ${count}`), `${count} lines`);
    }
    const shown = texts.flat().filter((text) => /^Line \d/.test(text));
    assert.deepEqual(
      shown,
      lines.slice(0, count).map((line) => line.description),
    );
    assert.ok(pages.flat().every((piece) => piece.y > 30 && piece.y < 800));
    if (count === 60) assert.equal(pages.length, 3);
  }
});

test('the same document gives the same bytes, another gives others', async () => {
  const first = await renderInvoicePdf(sampleDocument());
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(first.equals(await renderInvoicePdf(sampleDocument())));
  assert.ok(!first.equals(await renderInvoicePdf(sampleDocument({ number: 'NORDLICHT-0002' }))));
  assert.ok(first.includes('(D:20260105000000Z)'));
});

test('what the font lacks is replaced visibly and named', async () => {
  const buyer = { ...sampleDocument().buyer, name: '株式会社クモ 🚀' };
  const text = (await textOf(sampleDocument({ buyer }))).replaceAll('\n', ' ');
  assertHolds(text, ['������ �', 'does not have them: Han, Katakana, Emoji.']);
  assert.ok(!(await textOf(sampleDocument())).includes('does not have them'));
});

test('a date that is none is refused', async () => {
  await assert.rejects(renderInvoicePdf(sampleDocument({ issuedOn: '2026-13-01' })), RangeError);
  await assert.rejects(renderInvoicePdf(sampleDocument({ dueOn: 'tomorrow' })), RangeError);
});

test('text at its worst neither fails nor leaves the page', async () => {
  const texts = [
    'W'.repeat(3_000),
    'lorem ipsum '.repeat(300),
    'a\n'.repeat(1_500),
    '\u0000\u0007\u001b[31m\u202eevil\u2066 \ufeff\u00ad',
    'שלום مرحبا 👨‍👩‍👧‍👦 ﷽ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \ud800',
    `Z${'\u0336\u0337'.repeat(500)}`,
    '',
  ];
  for (const hostile of texts) {
    const party = {
      name: hostile,
      addressLines: [hostile, hostile],
      taxIds: [{ label: hostile, value: hostile }],
    };
    const line = {
      description: hostile,
      quantity: 1e21,
      unitAmount: -1,
      amount: Number.MAX_SAFE_INTEGER,
      taxRate: hostile,
    };
    const pdf = await renderInvoicePdf(
      sampleDocument({
        number: hostile,
        seller: { ...party, email: hostile, website: hostile },
        buyer: party,
        lines: [line],
        taxes: [{ label: hostile, rate: hostile, net: 1, amount: 1 }],
        references: [{ label: hostile, value: hostile }],
        notes: [hostile],
      }),
    );
    const pages = await readPages(pdf);
    const outside = pages
      .flat()
      .find((piece) => piece.x < 49 || piece.right > 547 || piece.y < 30 || piece.y > 800);
    assert.equal(outside, undefined, `${hostile.slice(0, 20)}: ${JSON.stringify(outside)}`);
    const text = pages.flatMap((page) => page.map((piece) => piece.text)).join('');
    assert.doesNotMatch(text, /[\p{Cc}\p{Bidi_Control}]/u);
  }
});

test('no sequence of characters that the font has makes it fail', async () => {
  const covered = [...loadFonts().covered].map((codePoint) => String.fromCodePoint(codePoint));
  const allOfThem = fc.shuffledSubarray(covered, { minLength: covered.length }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(allOfThem, fc.string({ unit: 'binary', maxLength: 300 }), async (known, unknown) => {
      await renderInvoicePdf(
        sampleDocument({ notes: [known, unknown], seller: { ...sampleDocument().seller, name: known } }),
      );
    }),
    { numRuns: 3 },
  );
});

test('a debt, a small amount and credit notes stand among the totals', async () => {
  const debt = await readPages(await renderInvoicePdf(sampleDocument({ appliedBalance: 1000, due: 149658 })));
  assert.deepEqual(besides(debt, 'Earlier balance collected'), ['€10.00']);
  const small = sampleDocument({ status: 'paid', total: 30, due: 30, deferred: 30, appliedBalance: 0 });
  const pages = await readPages(await renderInvoicePdf(small));
  assert.deepEqual(besides(pages, 'Put on the account'), ['-€0.30']);
  assert.deepEqual(besides(pages, 'Amount paid'), []);
  assertHolds(await textOf(small), ['€0.30 put on the account']);
  const corrected = await readPages(await renderInvoicePdf(sampleDocument({ credited: 40000, due: 100000 })));
  assert.deepEqual(besides(corrected, 'Credited by credit notes'), ['-€400.00']);
  assert.deepEqual(besides(corrected, 'Amount due'), ['€1,000.00']);
});

test('lines show their tax where it is given', async () => {
  const [first, second] = sampleDocument().lines;
  const lines = [
    { ...first!, taxAmount: 22249 },
    { ...second!, taxAmount: 609 },
  ];
  const pages = await readPages(await renderInvoicePdf(sampleDocument({ lines })));
  assert.deepEqual(besides(pages, 'Pro plan, monthly'), ['2 €595.00 19% €222.49 €1,190.00']);
});

test('a credit note says what it credits, and where that goes', async () => {
  const note = {
    ...sampleDocument({ kind: 'credit_note', status: 'issued', number: 'CN-NORDLICHT-0001', discount: 0 }),
    net: 127700,
    total: 150558,
  };
  for (const [creditedTo, words] of [
    ['refund', '€1,505.58 refunded'],
    ['due', '€1,505.58 taken off what is due'],
    ['account', '€1,505.58 credited to the account'],
  ] as const) {
    const document = { ...note, creditedTo };
    assertHolds(await textOf(document), [
      'Credit note CN-NORDLICHT-0001',
      'Credit note number',
      'Issued',
      words,
    ]);
    const pages = await readPages(await renderInvoicePdf(document));
    assert.deepEqual(besides(pages, 'Total credited (EUR)'), ['€1,505.58']);
    assert.deepEqual(besides(pages, 'Amount due'), []);
  }
  assertHolds(await textOf({ ...note, status: 'void' }), ['Void, nothing is credited']);
});
