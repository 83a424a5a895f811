import type { AddressPage } from '@doorstep/sdk';
import { Trash2 } from 'lucide-react';
import { requestLanguage, requestTexts } from '../texts/request-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { AddressLines, nameOfAddress } from './address-lines.tsx';
import { addressesPath } from './address-query.ts';
import { RestorableUntil, RestoreButton } from './restore-button.tsx';

const dayMs = 24 * 60 * 60 * 1000;

type DeletedAddressListProps = { page: AddressPage; cursor: string | undefined; restoreDays: number };

/** The deleted addresses that can be restored. */
export const DeletedAddressList = async ({
  page: { results, next_cursor },
  cursor,
  restoreDays,
}: DeletedAddressListProps) => {
  const { addresses: texts } = await requestTexts();
  const language = await requestLanguage();
  if (results.length === 0)
    return <EmptyState icon={Trash2} title={texts.noneDeletedTitle} text={texts.noneDeletedText} />;
  return (
    <>
      <ul className="grid gap-4 md:grid-cols-2">
        {results.map((address) => {
          const until = new Date(Date.parse(address.deleted_at ?? address.updated_at) + restoreDays * dayMs);
          return (
            <li key={address.id}>
              <article className="flex h-full flex-col rounded-2xl border border-line bg-surface p-5 shadow-card">
                <h2 className="text-lg leading-snug font-semibold break-words">
                  <bdi>{nameOfAddress(address)}</bdi>
                </h2>
                <AddressLines address={address} language={language} />
                <p className="mt-auto pt-4 text-sm text-ink-soft">
                  <RestorableUntil at={until.toISOString()} />
                </p>
                <RestoreButton id={address.id} name={nameOfAddress(address)} />
              </article>
            </li>
          );
        })}
      </ul>
      <Pagination
        texts={texts}
        first={cursor && '/addresses/deleted'}
        next={next_cursor && addressesPath('/addresses/deleted', { cursor: next_cursor })}
      />
    </>
  );
};
