import type { Address } from '@doorstep/sdk';
import type { Language } from '../texts/languages.ts';

/** What an address is called: as its customer named it, or by who lives there. */
export const nameOfAddress = ({ label, recipient_name }: Pick<Address, 'label' | 'recipient_name'>): string =>
  label || recipient_name;

/** An address as its post would write it, without the name that stands above it already. */
export const AddressLines = ({ address, language }: { address: Address; language: Language }) => {
  const { formatted, country, label, recipient_name } = address;
  const countryName = new Intl.DisplayNames(language, { type: 'region' }).of(country);
  const lines = label ? formatted : formatted.filter((line) => line !== recipient_name);
  return (
    <address className="mt-2 leading-relaxed text-ink-soft not-italic">
      {[...lines, countryName].map((line, index) => (
        <span key={index} className="block wrap-anywhere">
          <bdi>{line}</bdi>
        </span>
      ))}
    </address>
  );
};
