'use client';
import type { Profile } from '@doorstep/sdk';
import { useRouter } from 'next/navigation';
import { Form } from '../forms/form.tsx';
import { PhoneField } from '../forms/phone-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { showToast } from '../ui/toasts.tsx';

const schema = () => import('@doorstep/contracts/profile').then(({ UpdateProfileInput }) => UpdateProfileInput);
const toValues = ({ full_name, phone }: Profile) => ({ full_name, phone: phone ?? '' });

export const ProfileForm = ({ profile }: { profile: Profile }) => {
  const { profile: texts, common } = useTexts();
  const router = useRouter();
  const form = useServerForm({
    name: 'profile',
    values: toValues(profile),
    schema,
    versioned: { initial: profile, read: () => browserClient().profile.get(), toValues },
    submit: async ({ full_name, phone }, baseVersion) => {
      const saved = await browserClient().profile.update({ full_name, phone }, { ifMatch: baseVersion });
      showToast({ text: texts.saved });
      router.refresh();
      return saved;
    },
  });
  return (
    <Form form={form} labels={{ full_name: texts.name, phone: texts.phone }}>
      <TextField name="full_name" label={texts.name} autoComplete="name" />
      <PhoneField name="phone" label={texts.phone} />
      <div>
        <SubmitButton>{common.save}</SubmitButton>
      </div>
    </Form>
  );
};
