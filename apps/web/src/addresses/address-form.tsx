'use client';
import type { Address, AddressCountries, AddressRule, WrittenAddress } from '@doorstep/sdk';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import { Form } from '../forms/form.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { useIdempotencyKey } from '../forms/use-idempotency-key.ts';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { showToast } from '../ui/toasts.tsx';
import type { Upload } from '../ui/upload-progress.tsx';
import { AddressFields } from './address-fields.tsx';
import type { AddressOutput } from './address-schema.ts';
import {
  type AddressValues,
  addressValues,
  isPostalChange,
  visibleFields,
  withoutHiddenFields,
} from './address-values.ts';
import { loadCountryRule } from './country-rules.ts';
import { ProofField } from './proof-field.tsx';
import { SavedWithWarnings } from './saved-with-warnings.tsx';

type AddressFormProps = {
  /** The stored address; absent for a new one. */
  address?: Address;
  /** The initial values of a new address. */
  preset?: Partial<Address>;
  countries: AddressCountries['results'];
  /** The rule of the initial country. */
  rule: AddressRule;
  /** Whether the tenant refuses addresses that violate the rule of their country. */
  strict: boolean;
  maxBytes: number;
  /** The phone number of the profile, as a suggestion. */
  profilePhone: string | null;
};

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
  const idempotencyKeyFor = useIdempotencyKey();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [savedWithWarnings, setSavedWithWarnings] = useState<WrittenAddress | null>(null);

  const schema = useCallback(
    async (values: AddressValues) => {
      const checksRule = strict && (!address || isPostalChange(address, values));
      const [{ addressSchema }, countryRule] = await Promise.all([
        import('./address-schema.ts'),
        checksRule ? loadCountryRule(values.country).catch(() => null) : null,
      ]);
      return addressSchema(countryRule, maxBytes);
    },
    [address, strict, maxBytes],
  );

  const send = async ({ proof_image: file, ...typed }: AddressOutput, baseVersion: Address | undefined) => {
    const countryRule = await loadCountryRule(typed.country).catch(() => null);
    const fields = countryRule ? withoutHiddenFields(typed, visibleFields(countryRule, address, texts.fields)) : typed;
    const abort = new AbortController();
    const showProgress = (progress: number) => setUpload({ progress, cancel: () => abort.abort() });
    if (file) showProgress(0);
    const options = {
      idempotencyKey: idempotencyKeyFor([fields, baseVersion?.version], file),
      signal: abort.signal,
      onUploadProgress: ({ loaded, total }: { loaded: number; total?: number | undefined }) =>
        file && showProgress(total ? loaded / total : 0),
    };
    const { addresses } = browserClient();
    const input = file === undefined ? fields : { ...fields, proof_image: file };
    try {
      return baseVersion ? await addresses.update(baseVersion, input, options) : await addresses.create(input, options);
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
    submit: async (output, baseVersion) => {
      const saved = await send(output, baseVersion);
      if (saved.warnings || saved.duplicate_of) setSavedWithWarnings(saved);
      else {
        showToast({ text: address ? texts.saved : texts.added });
        router.replace('/addresses');
      }
      router.refresh();
      return saved;
    },
  });

  if (savedWithWarnings) return <SavedWithWarnings address={savedWithWarnings} isNew={!address} />;
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

const display =
  ({ yes, no }: { yes: string; no: string }) =>
  (field: string, value: unknown): string => {
    if (typeof value === 'boolean') return value ? yes : no;
    if (field !== 'country') return String(value ?? '');
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(String(value)) ?? '';
  };
