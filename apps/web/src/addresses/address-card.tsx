import type { Address } from '@doorstep/sdk';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { FileText, Pencil, Phone, Truck } from 'lucide-react';
import Link from 'next/link';
import type { Texts } from '../texts/en.ts';
import type { Language } from '../texts/languages.ts';
import { Badge } from '../ui/badge.tsx';
import { buttonStyle } from '../ui/button-style.ts';

type AddressCardProps = { address: Address; texts: Texts['addresses']; language: Language };

const proofTones = { pending: 'warning', approved: 'success', rejected: 'danger' } as const;

/** One address, as its post would write it, with what it is used for. */
export const AddressCard = ({ address, texts, language }: AddressCardProps) => {
  const { id, label, recipient_name, formatted, country, phone, proof_status } = address;
  const name = label || recipient_name;
  const countryName = new Intl.DisplayNames(language, { type: 'region' }).of(country);
  const lines = label ? formatted : formatted.filter((line) => line !== recipient_name);
  return (
    <article className="flex h-full flex-col rounded-2xl border border-line bg-surface p-5 shadow-card">
      <div className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 pt-1.5 text-lg leading-snug font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
        </h2>
        <Link
          href={`/addresses/${id}`}
          aria-label={texts.edit(name)}
          className={`${buttonStyle('quiet', 'small')} -me-2 shrink-0`}
        >
          <Pencil aria-hidden className="size-4" />
        </Link>
      </div>
      <address className="mt-2 leading-relaxed text-ink-soft not-italic">
        {[...lines, countryName].map((line, index) => (
          <span key={index} className="block wrap-anywhere">
            <bdi>{line}</bdi>
          </span>
        ))}
      </address>
      {phone && (
        <p className="mt-2 flex items-center gap-2 text-sm text-ink-soft">
          <Phone aria-hidden className="size-4 shrink-0" />
          <bdi dir="ltr">{parsePhoneNumberFromString(phone)?.formatInternational() ?? phone}</bdi>
        </p>
      )}
      <div className="mt-auto flex flex-wrap gap-2 pt-4 empty:hidden">
        {address.is_default_shipping && (
          <Badge tone="brand">
            <Truck aria-hidden className="size-3.5 rtl:-scale-x-100" />
            {texts.defaultShipping}
          </Badge>
        )}
        {address.is_default_billing && (
          <Badge tone="brand">
            <FileText aria-hidden className="size-3.5" />
            {texts.defaultBilling}
          </Badge>
        )}
        {proof_status !== 'none' && <Badge tone={proofTones[proof_status]}>{texts.proof[proof_status]}</Badge>}
      </div>
    </article>
  );
};
