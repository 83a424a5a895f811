import type { Address } from '@doorstep/sdk';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { FileText, Pencil, Phone, Truck } from 'lucide-react';
import Link from 'next/link';
import { ProofStatus } from '../proofs/proof-status.tsx';
import type { Texts } from '../texts/en.ts';
import type { Language } from '../texts/languages.ts';
import { Badge } from '../ui/badge.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { AddressActions } from './address-actions.tsx';
import { AddressLines, nameOfAddress } from './address-lines.tsx';

type AddressCardProps = { address: Address; texts: Pick<Texts, 'addresses' | 'proofs'>; language: Language };

/** An address in the list, with its defaults, its proof, and its actions. */
export const AddressCard = ({ address, texts, language }: AddressCardProps) => {
  const { id, version, phone, is_default_shipping, is_default_billing } = address;
  const { addresses } = texts;
  const name = nameOfAddress(address);
  return (
    <article className="flex h-full flex-col rounded-2xl border border-line bg-surface p-5 shadow-card transition-opacity has-aria-busy:opacity-60">
      <div className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 pt-1.5 text-lg leading-snug font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
        </h2>
        <div className="-me-2 flex shrink-0">
          <Link href={`/addresses/${id}`} aria-label={addresses.edit(name)} className={buttonStyle('quiet', 'small')}>
            <Pencil aria-hidden className="size-4" />
          </Link>
          <AddressActions name={name} address={{ id, version, is_default_shipping, is_default_billing }} />
        </div>
      </div>
      <AddressLines address={address} language={language} />
      {phone && (
        <p className="mt-2 flex items-center gap-2 text-sm text-ink-soft">
          <Phone aria-hidden className="size-4 shrink-0" />
          <bdi dir="ltr">{parsePhoneNumberFromString(phone)?.formatInternational() ?? phone}</bdi>
        </p>
      )}
      <div className="mt-auto flex flex-wrap gap-2 pt-4 empty:hidden">
        {is_default_shipping && (
          <Badge tone="brand">
            <Truck aria-hidden className="size-3.5 rtl:-scale-x-100" />
            {addresses.defaultShipping}
          </Badge>
        )}
        {is_default_billing && (
          <Badge tone="brand">
            <FileText aria-hidden className="size-3.5" />
            {addresses.defaultBilling}
          </Badge>
        )}
        <ProofStatus address={address} texts={texts} />
      </div>
    </article>
  );
};
