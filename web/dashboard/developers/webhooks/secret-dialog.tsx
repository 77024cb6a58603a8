import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/states.tsx';
import { CodeBlock, ShownOnce } from '../../shared/code-block.tsx';
import type { Dialect } from '../objects.ts';

const atlasChecks: Record<string, string> = {
  body: `const expected = createHmac('sha256', process.env.WEBHOOK_SECRET).update(body).digest('hex');`,
  timestamped: `const signed = \`\${headers['x-atlas-timestamp']}.\${body}\`;
const expected = createHmac('sha256', process.env.WEBHOOK_SECRET).update(signed).digest('hex');`,
};

/** How a receiver checks that it was us, by the clients that the vendors give out. */
function checkOf({ dialect, signature_scheme: scheme }: Signing): string {
  if (dialect === 'polar') {
    return `import { validateEvent } from '@polar-sh/sdk/webhooks';

const event = validateEvent(body, headers, process.env.WEBHOOK_SECRET);`;
  }
  if (dialect === 'flowglad') {
    return `import { verifyWebhook } from '@flowglad/server';

const { id, object } = verifyWebhook(body, headers, process.env.WEBHOOK_SECRET);`;
  }
  if (scheme === 'stripe') {
    const call = `headers['x-atlas-signature'], process.env.WEBHOOK_SECRET`;
    return `const event = stripe.webhooks.constructEvent(body, ${call});`;
  }
  return `import { createHmac, timingSafeEqual } from 'node:crypto';

${atlasChecks[scheme ?? 'body'] ?? atlasChecks.body}
const isOurs = timingSafeEqual(Buffer.from(expected), Buffer.from(headers['x-atlas-signature']));`;
}

export type Signing = { dialect: Dialect; signature_scheme: string | null };

/** Shows a secret this once. */
export function SecretDialog({
  secret,
  signing,
  isNew,
  onClose,
}: {
  secret: string;
  signing: Signing;
  /** Whether the endpoint is, too; else its secret was changed. */
  isNew: boolean;
  onClose(): void;
}) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isNew ? 'The endpoint is made' : 'The endpoint has a new secret'}
      description="Messages are signed with this secret. Store it where your server can read it."
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <ShownOnce text={secret} label="Secret" />
        <Notice tone="warn">
          {isNew
            ? 'It is shown here and nowhere again. A lost one can be replaced by a new one.'
            : 'It is shown here and nowhere again. For a day the former secret signs as well, so that nothing is lost while you change it over.'}
        </Notice>
        <CodeBlock text={checkOf(signing)} label="How to check a signature" />
      </div>
    </Dialog>
  );
}
