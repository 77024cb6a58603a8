import { RadioGroup, Switch } from '../../ui/choice.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { readCount } from '../shared/amount-input.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { untangled } from '../shared/untangled.ts';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Switches, useSaveSwitches, useSwitches } from './use-settings.ts';

export default function SubscriptionsScreen() {
  const switches = useSwitches();
  return (
    <SettingsPage>
      <LoadedPart query={switches}>
        {(data) => (
          <>
            <SubscriptionsForm switches={data} />
            <PortalForm switches={data} />
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

type Proration = Switches['subscription_settings']['proration_behavior'];

function SubscriptionsForm({ switches }: { switches: Switches }) {
  const save = useSaveSwitches();
  const settings = switches.subscription_settings;
  const form = useForm(
    { ...settings, grace: String(settings.benefit_revocation_grace_period) },
    async ({ grace, ...rest }) => {
      const days = readCount(grace, 'grace');
      const subscription_settings = { ...rest, benefit_revocation_grace_period: days };
      await untangled(save.mutateAsync({ subscription_settings }));
      form.reset({ ...subscription_settings, grace: String(days) });
    },
  );
  const { values, set, errorOf } = form;
  return (
    <SettingsForm form={form} title="Subscriptions">
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-[0.8125rem]/5">
          When a plan is changed in the middle of a period
        </span>
        <RadioGroup<Proration>
          label="When a plan is changed in the middle of a period"
          looksLikeCards
          value={values.proration_behavior}
          onChange={(value) => set('proration_behavior', value)}
          options={[
            {
              value: 'prorate',
              label: 'Bill with the next invoice',
              hint: 'The difference for the rest of the period is added to the next invoice.',
            },
            {
              value: 'invoice',
              label: 'Bill immediately',
              hint: 'The difference is charged or credited right away.',
            },
            {
              value: 'next_period',
              label: 'Change at the end of the period',
              hint: 'Nothing is charged now. The new plan starts with the next period.',
            },
          ]}
        />
      </div>
      <Switch
        label="Allow multiple subscriptions"
        hint="Otherwise customers who subscribe again are asked to change their plan."
        isChecked={values.allow_multiple_subscriptions}
        onChange={(value) => set('allow_multiple_subscriptions', value)}
      />
      <Switch
        label="One trial per person"
        hint="If the email address or card has had a trial before, the customer pays from the first day."
        isChecked={values.prevent_trial_abuse}
        onChange={(value) => set('prevent_trial_abuse', value)}
      />
      <Field
        label="Grace period in days"
        hint="How long customers keep access after a failed payment. At 0, they can end an overdue subscription at once."
        error={errorOf('grace') ?? errorOf('subscription_settings.benefit_revocation_grace_period')}
      >
        <Input
          inputMode="numeric"
          className="sm:w-32"
          value={values.grace}
          onChange={(event) => set('grace', event.target.value)}
        />
      </Field>
    </SettingsForm>
  );
}

function portalDraft({ subscription_settings, customer_portal_settings: portal }: Switches) {
  return {
    allow_customer_updates: subscription_settings.allow_customer_updates,
    update_plan: portal.subscription.update_plan,
    update_seats: portal.subscription.update_seats,
    pause: portal.subscription.pause ?? false,
    allow_email_change: portal.customer?.allow_email_change ?? false,
    show_usage: portal.usage.show,
  };
}

/** What customers may do themselves. */
function PortalForm({ switches }: { switches: Switches }) {
  const save = useSaveSwitches();
  const form = useForm(portalDraft(switches), async (values) => {
    const saved = await untangled(
      save.mutateAsync({
        subscription_settings: {
          ...switches.subscription_settings,
          allow_customer_updates: values.allow_customer_updates,
        },
        customer_portal_settings: {
          usage: { show: values.show_usage },
          subscription: {
            update_plan: values.update_plan,
            update_seats: values.update_seats,
            pause: values.pause,
          },
          customer: { allow_email_change: values.allow_email_change },
        },
      }),
    );
    form.reset(portalDraft(saved));
  });
  const { values, set } = form;
  const isClosed = !values.allow_customer_updates;
  return (
    <SettingsForm
      form={form}
      title="Customer portal"
      description="What customers can do themselves. They can always cancel, pay and see their invoices."
    >
      <Switch
        label="Change subscriptions"
        hint="Allows any change of plan or seats."
        isChecked={values.allow_customer_updates}
        onChange={(value) => set('allow_customer_updates', value)}
      />
      <div className="flex flex-col gap-5 border-line border-l-2 pl-4">
        <Switch
          label="Change the plan"
          isChecked={values.update_plan && !isClosed}
          isDisabled={isClosed}
          onChange={(value) => set('update_plan', value)}
        />
        <Switch
          label="Change the number of seats"
          isChecked={values.update_seats && !isClosed}
          isDisabled={isClosed}
          onChange={(value) => set('update_seats', value)}
        />
      </div>
      <Switch label="Pause and resume" isChecked={values.pause} onChange={(value) => set('pause', value)} />
      <Switch
        label="Change their email address"
        hint="The new address is confirmed with a link."
        isChecked={values.allow_email_change}
        onChange={(value) => set('allow_email_change', value)}
      />
      <Switch
        label="View usage"
        hint="For metered prices."
        isChecked={values.show_usage}
        onChange={(value) => set('show_usage', value)}
      />
    </SettingsForm>
  );
}
