import { Lock } from 'lucide-react';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Page } from './page.tsx';

/** A screen whose address somebody knows whose role does not allow what it is for. */
export function Refused({ title }: { title: string }) {
  return (
    <Page title={title}>
      <Card>
        <EmptyState icon={<Lock />} title="Your role does not allow this">
          Ask an owner or an admin of the organization.
        </EmptyState>
      </Card>
    </Page>
  );
}
