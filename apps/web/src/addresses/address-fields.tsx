'use client';
import type { PostalText } from '@doorstep/contracts/address-fields';
import type { Address, AddressCountries, AddressRule } from '@doorstep/sdk';
import { type ReactNode, useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { CheckboxField } from '../forms/checkbox-field.tsx';
import { PhoneField } from '../forms/phone-field.tsx';
import { SelectField } from '../forms/select-field.tsx';
import { TextAreaField, TextField } from '../forms/text-field.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { Notice } from '../ui/notice.tsx';
import { type AddressValues, visibleFields } from './address-values.ts';
import { useCountryRule } from './country-rules.ts';
import { StateField } from './state-field.tsx';

type AddressFieldsProps = {
  address: Address | undefined;
  countries: AddressCountries['results'];
  initialRule: AddressRule;
  profilePhone: string | null;
};

const autoComplete = {
  recipient_name: 'name',
  company: 'organization',
  line1: 'address-line1',
  line2: 'address-line2',
  line3: 'address-line3',
  district: 'address-level3',
  city: 'address-level2',
  state: 'address-level1',
  postal_code: 'postal-code',
  sorting_code: 'off',
} as const satisfies Record<PostalText, string>;

// Two of these fit side by side.
const shortFields: readonly PostalText[] = ['district', 'city', 'state', 'postal_code', 'sorting_code'];

/** All fields of an address except its proof: postal fields by country, then those for the courier and the address book. */
export const AddressFields = ({ address, countries, initialRule, profilePhone }: AddressFieldsProps) => {
  const { addressForm: texts, common } = useTexts();
  const { setValue, getValues, formState } = useFormContext<AddressValues>();
  const country: string = useWatch({ name: 'country' });
  const { rule, loading, failed, retry } = useCountryRule(initialRule, country);
  // A state is valid in one country only. A return to an earlier country restores its state.
  const statesByCountry = useRef<Record<string, string>>({});
  const switchState = (next: string) => {
    const states = statesByCountry.current;
    if (rule.subdivisions.length > 0) states[rule.country] = getValues('state');
    if (rule.subdivisions.length > 0 || next in states) setValue('state', states[next] ?? '');
  };
  const nameOf = (code: string) => countries.find((option) => option.country === code)?.name ?? code;
  return (
    <>
      <Section title={texts.placeTitle}>
        <SelectField
          name="country"
          label={texts.others.country}
          required
          autoComplete="country"
          options={countries.map((option) => ({ value: option.country, label: option.name }))}
          onPick={switchState}
          hint={loading && <span role="status">{texts.countryLoading(nameOf(country))}</span>}
        />
        {failed && (
          <Notice tone="danger">
            {texts.countryFailed(nameOf(country))}{' '}
            <button type="button" onClick={retry} className="font-medium underline underline-offset-2">
              {common.tryAgain}
            </button>
          </Notice>
        )}
        <div className="grid gap-5 sm:grid-cols-2">
          {visibleFields(rule, address, texts.fields).map(({ field, name, required }) => (
            <div key={field} className={shortFields.includes(field) ? '' : 'sm:col-span-2'}>
              {field === 'state' && rule.subdivisions.length > 0 ? (
                <StateField key={rule.country} label={name} required={required} subdivisions={rule.subdivisions} />
              ) : (
                <TextField
                  name={field}
                  label={name}
                  required={required}
                  autoComplete={autoComplete[field]}
                  // The error of a postal code contains examples already.
                  hint={field === 'postal_code' && !formState.errors.postal_code && exampleOf(rule, texts.suchAs)}
                />
              )}
            </div>
          ))}
        </div>
      </Section>
      <Section title={texts.courierTitle}>
        <PhoneField name="phone" label={texts.others.phone} country={country} suggestion={profilePhone} />
        <TextAreaField
          name="delivery_instructions"
          label={texts.others.delivery_instructions}
          hint={texts.instructionsHint}
        />
      </Section>
      <Section title={texts.bookTitle}>
        <TextField name="label" label={texts.others.label} hint={texts.labelHint} />
        <CheckboxField name="is_default_shipping" label={texts.others.is_default_shipping} />
        <CheckboxField name="is_default_billing" label={texts.others.is_default_billing} />
      </Section>
    </>
  );
};

const exampleOf = ({ postal_code }: AddressRule, suchAs: (example: string) => string): ReactNode =>
  postal_code?.examples[0] && suchAs(postal_code.examples[0]);

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="flex flex-col gap-5 border-t border-line pt-6 first-of-type:border-0 first-of-type:pt-0">
    <h2 className="font-semibold">{title}</h2>
    {children}
  </section>
);
