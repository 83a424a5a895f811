import type { Address } from '@doorstep/sdk';
import type { Language } from '../texts/languages.ts';

/** The display name of an address: its label, or its recipient. */
export const nameOfAddress = ({ label, recipient_name }: Pick<Address, 'label' | 'recipient_name'>): string =>
  label || recipient_name;

/** The postal lines of an address, without the recipient where the heading above names it already. */
export const AddressLines = ({ address, language }: { address: Address; language: Language }) => {
  const { formatted, country, label, recipient_name } = address;
  const lines = label ? formatted : formatted.filter((line) => line !== recipient_name);
  return <PostalLines formatted={lines} country={country} language={language} className="mt-2 text-ink-soft" />;
};

type PostalLinesProps = Pick<Address, 'formatted' | 'country'> & { language: Language; className: string };

/** The lines of a postal label in the format of its country, and the country. */
export const PostalLines = ({ formatted, country, language, className }: PostalLinesProps) => (
  <address className={`leading-relaxed not-italic ${className}`}>
    {[...formatted, new Intl.DisplayNames(language, { type: 'region' }).of(country)].map((line, index) => (
      <span key={index} className="block wrap-anywhere">
        <bdi>{line}</bdi>
      </span>
    ))}
  </address>
);
