'use client';
import { ChevronDown, CircleCheck } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';
import {
  callingCodeOf,
  countryOf,
  internationalForm,
  internationally,
  isWholeNumber,
  knownCountry,
  phoneCountries,
} from './phone-number.ts';

type Phones = typeof import('libphonenumber-js/max');

/** The numbering plans of the world are more than the rest of a page: they come behind it. */
const usePhones = (): Phones | null => {
  const [phones, setPhones] = useState<Phones | null>(null);
  useEffect(() => {
    let wanted = true;
    import('libphonenumber-js/max').then(
      (loaded) => wanted && setPhones(() => loaded),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  return phones;
};

type PhoneFieldProps = Omit<FieldProps, 'hint'> & {
  /** Where a number without a country code belongs, as long as nobody picks another country. */
  country?: string;
  /** A number that can be taken over with one press. */
  offered?: string | null | undefined;
};

/**
 * A phone number. A national number gets the code of its country as soon as the field is left; the picker changes that
 * code. Below stands whether the number is valid.
 */
export const PhoneField = ({ name, label, required = false, country: home = '', offered }: PhoneFieldProps) => {
  const { profile: texts } = useTexts();
  const phones = usePhones();
  const { setValue } = useFormContext();
  const value = String(useWatch({ name }) ?? '');
  const [picked, setPicked] = useState('');
  const country = (phones && (countryOf(phones, value) ?? (picked || knownCountry(phones, home)))) ?? '';
  const good = phones !== null && isWholeNumber(phones, value, country);
  const digits = value.replaceAll(/\D/g, '').length;
  const hint = good ? (
    <span className="flex items-center gap-1.5 text-success">
      <CircleCheck aria-hidden className="size-4" />
      {texts.phoneGood}
    </span>
  ) : (
    phones && digits > 6 && texts.phoneBad
  );
  const { id, error, control } = useField({ name, hint: hint || undefined, required });
  const change = (next: string) => setValue(name, next, { shouldDirty: true });
  const pick = (next: string) => {
    setPicked(next);
    if (phones) change(internationally(phones, value, next));
    document.getElementById(id)?.focus();
  };
  const offer = phones && offered && value.trim() === '' ? internationalForm(phones, offered) : null;
  const takeOffered = (phone: string) => {
    change(phone);
    // The button disappears once the number is taken over.
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
              change(internationally(phones, value, country));
            await control.onBlur(event);
          }}
          type="tel"
          autoComplete="tel"
          dir="ltr"
          className={`${inputStyle} grow`}
        />
      </div>
      {offer && (
        <div>
          <Button kind="quiet" size="small" className="-ms-3 text-start" onClick={() => takeOffered(offer)}>
            {texts.usePhone(offer)}
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
      {/* The browser's own list, laid over what is shown of it. */}
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
