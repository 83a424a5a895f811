'use client';
import type { Address, AddressCountries, AddressRule, WrittenAddress } from '@doorstep/sdk';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import { Form } from '../forms/form.tsx';
import { useRetryKey } from '../forms/retry-key.ts';
import { SubmitButton } from '../forms/submit-button.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { showToast } from '../ui/toasts.tsx';
import type { Upload } from '../ui/upload-progress.tsx';
import { AddressFields } from './address-fields.tsx';
import type { AddressOutput } from './address-schema.ts';
import { type AddressValues, addressValues, askedFields, isPostalChange, withoutUnasked } from './address-values.ts';
import { countryRule } from './country-rules.ts';
import { ProofField } from './proof-field.tsx';
import { SavedNotes } from './saved-notes.tsx';

type AddressFormProps = {
  /** What is changed; none for a new one. */
  address?: Address;
  /** What a new one begins with. */
  preset?: Partial<Address>;
  countries: AddressCountries['results'];
  /** Of the country that the form begins with. */
  rule: AddressRule;
  /** Whether an address that does not fit its country is refused. */
  strict: boolean;
  maxBytes: number;
  /** The phone of the customer's profile, which the form offers. */
  profilePhone: string | null;
};

/** Adds an address, or changes one, with its proof. */
export const AddressForm = ({
  address,
  preset = {},
  countries,
  rule,
  strict,
  maxBytes,
  profilePhone,
}: AddressFormProps) => {
  const { addressForm: texts, common } = useTexts();
  const router = useRouter();
  const retryKey = useRetryKey();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [noted, setNoted] = useState<WrittenAddress | null>(null);

  const schema = useCallback(
    async (values: AddressValues) => {
      const judged = strict && (!address || isPostalChange(address, values));
      const [{ addressSchema }, ruled] = await Promise.all([
        import('./address-schema.ts'),
        judged ? countryRule(values.country).catch(() => null) : null,
      ]);
      return addressSchema(ruled, maxBytes);
    },
    [address, strict, maxBytes],
  );

  const send = async ({ proof_image: file, ...typed }: AddressOutput, base: Address | undefined) => {
    const known = await countryRule(typed.country).catch(() => null);
    const fields = known ? withoutUnasked(typed, askedFields(known, address, texts.fields)) : typed;
    const abort = new AbortController();
    const show = (share: number) => setUpload({ share, cancel: () => abort.abort() });
    if (file) show(0);
    const options = {
      idempotencyKey: retryKey([fields, base?.version], file),
      signal: abort.signal,
      onUploadProgress: ({ loaded, total }: { loaded: number; total?: number | undefined }) =>
        file && show(total ? loaded / total : 0),
    };
    const { addresses } = browserClient();
    const input = file === undefined ? fields : { ...fields, proof_image: file };
    try {
      return base ? await addresses.update(base, input, options) : await addresses.create(input, options);
    } catch (error) {
      if (abort.signal.aborted) showToast({ text: texts.proof.cancelled });
      throw error;
    } finally {
      setUpload(null);
    }
  };

  const form = useServerForm<AddressValues, AddressOutput, Address | undefined>({
    name: address ? `address-${address.id}` : 'address-new',
    values: { ...addressValues(address ?? preset), proof_image: undefined, proof_name: '' },
    secrets: ['proof_image'],
    schema,
    ...(address && {
      versioned: {
        initial: address,
        read: () => browserClient().addresses.get(address.id),
        toValues: (latest) => addressValues(latest ?? {}),
      },
    }),
    submit: async (output, base) => {
      const saved = await send(output, base);
      if (saved.warnings || saved.duplicate_of) setNoted(saved);
      else {
        showToast({ text: address ? texts.saved : texts.added });
        router.replace('/addresses');
      }
      router.refresh();
      return saved;
    },
  });

  if (noted) return <SavedNotes address={noted} isNew={!address} />;
  return (
    <Form
      form={form}
      labels={{ ...texts.fields, ...texts.others }}
      display={display(texts)}
      actions={
        <div className="flex flex-wrap gap-3 border-t border-line pt-6">
          <SubmitButton>{address ? common.save : texts.add}</SubmitButton>
          <Link href="/addresses" className={buttonStyle('secondary')}>
            {common.cancel}
          </Link>
        </div>
      }
    >
      <AddressFields address={address} countries={countries} initialRule={rule} profilePhone={profilePhone} />
      <ProofField stored={address} maxBytes={maxBytes} upload={upload} />
    </Form>
  );
};

/** How a conflict shows the value of a field. */
const display =
  ({ yes, no }: { yes: string; no: string }) =>
  (field: string, value: unknown): string => {
    if (typeof value === 'boolean') return value ? yes : no;
    if (field !== 'country') return String(value ?? '');
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(String(value)) ?? '';
  };
