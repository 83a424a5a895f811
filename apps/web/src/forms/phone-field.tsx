'use client';
import { ChevronDown, CircleCheck } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';
import {
  callingCodeOf,
  detectCountry,
  formatInternational,
  isValidNumber,
  phoneCountries,
  supportedCountry,
  withCallingCode,
} from './phone-number.ts';

type Phones = typeof import('libphonenumber-js/max');

/** Loads libphonenumber after the page, because it is larger than the rest of its scripts. */
const usePhones = (): Phones | null => {
  const [phones, setPhones] = useState<Phones | null>(null);
  useEffect(() => {
    let mounted = true;
    import('libphonenumber-js/max').then(
      (loaded) => mounted && setPhones(() => loaded),
      () => undefined,
    );
    return () => {
      mounted = false;
    };
  }, []);
  return phones;
};

type PhoneFieldProps = Omit<FieldProps, 'hint'> & {
  /** The country of a number without a calling code, until the customer picks another one. */
  country?: string;
  /** A number that a button fills in. */
  suggestion?: string | null | undefined;
};

/**
 * A phone number with a country picker. On blur a national number gets the calling code of its country. The hint says
 * whether the number is valid.
 */
export const PhoneField = ({
  name,
  label,
  required = false,
  country: defaultCountry = '',
  suggestion,
}: PhoneFieldProps) => {
  const { profile: texts } = useTexts();
  const phones = usePhones();
  const { setValue } = useFormContext();
  const value = String(useWatch({ name }) ?? '');
  const [picked, setPicked] = useState('');
  const country =
    (phones && (detectCountry(phones, value) ?? (picked || supportedCountry(phones, defaultCountry)))) ?? '';
  const isValid = phones !== null && isValidNumber(phones, value, country);
  const digits = value.replaceAll(/\D/g, '').length;
  const hint = isValid ? (
    <span className="flex items-center gap-1.5 text-success">
      <CircleCheck aria-hidden className="size-4" />
      {texts.phoneValid}
    </span>
  ) : (
    phones && digits > 6 && texts.phoneIncomplete
  );
  const { id, error, control } = useField({ name, hint: hint || undefined, required });
  const change = (next: string) => setValue(name, next, { shouldDirty: true });
  const pick = (next: string) => {
    setPicked(next);
    if (phones) change(withCallingCode(phones, value, next));
    document.getElementById(id)?.focus();
  };
  const shownSuggestion = phones && suggestion && value.trim() === '' ? formatInternational(phones, suggestion) : null;
  const acceptSuggestion = (phone: string) => {
    change(phone);
    // The focused button disappears.
    document.getElementById(id)?.focus();
  };
  return (
    <FieldFrame {...{ id, label, required, error }} hint={<span aria-live="polite">{hint}</span>}>
      <div className="flex gap-2" dir="ltr">
        <CountryPicker phones={phones} country={country} onPick={pick} label={texts.phoneCountry} />
        <input
          {...control}
          onBlur={async (event) => {
            if (phones && country && !value.trim().startsWith('+') && digits > 0)
              change(withCallingCode(phones, value, country));
            await control.onBlur(event);
          }}
          type="tel"
          autoComplete="tel"
          dir="ltr"
          className={`${inputStyle} grow`}
        />
      </div>
      {shownSuggestion && (
        <div>
          <Button
            kind="quiet"
            size="small"
            className="-ms-3 text-start"
            onClick={() => acceptSuggestion(shownSuggestion)}
          >
            {texts.usePhone(shownSuggestion)}
          </Button>
        </div>
      )}
    </FieldFrame>
  );
};

type CountryPickerProps = { phones: Phones | null; country: string; onPick: (country: string) => void; label: string };

const CountryPicker = ({ phones, country, onPick, label }: CountryPickerProps) => {
  const countries = useMemo(() => (phones ? phoneCountries(phones, document.documentElement.lang) : []), [phones]);
  return (
    <span className="relative flex shrink-0 rounded-lg border border-line-strong bg-surface has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand-text">
      <span aria-hidden className="flex min-w-24 items-center justify-between gap-2 ps-3 pe-2">
        {country && phones ? `${country} +${callingCodeOf(phones, country)}` : '+'}
        <ChevronDown className="size-4 text-ink-soft" />
      </span>
      {/* A transparent native list above the styled value. */}
      <select
        aria-label={label}
        value={country}
        onChange={({ target }) => onPick(target.value)}
        disabled={!phones}
        className="absolute inset-0 w-full opacity-0"
      >
        <option value="" />
        {countries.map((option) => (
          <option key={option.code} value={option.code}>
            {option.name} +{option.callingCode}
          </option>
        ))}
      </select>
    </span>
  );
};
