'use client';
import type { Address, AddressChanges, DoorstepClient } from '@doorstep/sdk';
import { FileText, Trash2, Truck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { ActionItem, ActionMenu } from '../ui/action-menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Tried } from './try-change.ts';

type AddressActionsProps = {
  name: string;
  address: Pick<Address, 'id' | 'version' | 'is_default_shipping' | 'is_default_billing'>;
};

const load = () => import('./try-change.ts');

/** What can be done with an address where it is listed. */
export const AddressActions = ({ name, address }: AddressActionsProps) => {
  const texts = useTexts();
  const { addresses, problems } = texts;
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refreshing, startRefresh] = useTransition();
  const { id, is_default_shipping, is_default_billing } = address;

  const run = async (work: (client: DoorstepClient) => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    const { problem, outdated } = await load().then(
      ({ tryChange }) => tryChange(work, texts),
      (): Tried => ({ problem: { text: navigator.onLine ? problems.unreachable : problems.offline }, outdated: false }),
    );
    if (problem) {
      const { text, requestId, way } = problem;
      const action = way && { label: way.label, run: () => router.push(way.href) };
      showToast({ tone: 'danger', text, requestId, ...(action && { action }) });
    }
    if (outdated) startRefresh(() => router.refresh());
    setBusy(false);
  };

  const makeDefault = (changes: AddressChanges, text: string) =>
    run(async (client) => {
      await client.addresses.update(id, changes);
      showToast({ text });
    });

  const restore = () =>
    run(async (client) => {
      await client.addresses.restore(id);
      // Restoring makes no default; undoing a deletion does, where it was one.
      if (is_default_shipping || is_default_billing) {
        await client.addresses.update(id, {
          ...(is_default_shipping && { is_default_shipping }),
          ...(is_default_billing && { is_default_billing }),
        });
      }
      showToast({ text: addresses.restored(name) });
    });

  const remove = () =>
    run(async (client) => {
      await client.addresses.delete(address);
      showToast({ text: addresses.deleted(name), action: { label: texts.common.undo, run: restore } });
      // The button that had the focus goes with the card.
      document.getElementById('content')?.focus();
    });

  return (
    <ActionMenu
      label={addresses.more(name)}
      busy={busy || refreshing}
      onOpen={() => void load().catch(() => undefined)}
    >
      {!is_default_shipping && (
        <ActionItem onClick={() => makeDefault({ is_default_shipping: true }, addresses.nowDefaultShipping(name))}>
          <Truck aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
          {addresses.makeDefaultShipping}
        </ActionItem>
      )}
      {!is_default_billing && (
        <ActionItem onClick={() => makeDefault({ is_default_billing: true }, addresses.nowDefaultBilling(name))}>
          <FileText aria-hidden className="size-4 shrink-0" />
          {addresses.makeDefaultBilling}
        </ActionItem>
      )}
      <ActionItem tone="danger" onClick={remove}>
        <Trash2 aria-hidden className="size-4 shrink-0" />
        {addresses.delete}
      </ActionItem>
    </ActionMenu>
  );
};
