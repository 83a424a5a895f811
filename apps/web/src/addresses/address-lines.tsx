import type { Address } from '@doorstep/sdk';
import type { Language } from '../texts/languages.ts';
import { PostalLines } from './postal-lines.tsx';

/** What an address is called: as its customer named it, or by who lives there. */
export const nameOfAddress = ({ label, recipient_name }: Pick<Address, 'label' | 'recipient_name'>): string =>
  label || recipient_name;

/** An address as its post would write it, without the name that stands above it already. */
export const AddressLines = ({ address, language }: { address: Address; language: Language }) => {
  const { formatted, country, label, recipient_name } = address;
  const lines = label ? formatted : formatted.filter((line) => line !== recipient_name);
  return <PostalLines formatted={lines} country={country} language={language} className="mt-2 text-ink-soft" />;
};
