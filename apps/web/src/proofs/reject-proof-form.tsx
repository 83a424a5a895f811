'use client';
import type { AddressProof } from '@doorstep/sdk';
import { Form } from '../forms/form.tsx';
import { SelectField } from '../forms/select-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextAreaField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';

const schema = () =>
  import('@doorstep/contracts/address-proof').then(({ RejectAddressProofInput }) =>
    RejectAddressProofInput.omit({ id: true }),
  );

type RejectProofFormProps = {
  proof: AddressProof;
  onRejected: () => void;
  /** Handles an error about the proof itself; returns false for an error about the input. */
  onRefused: (error: unknown) => boolean;
  onCancel: () => void;
};

/** Rejects a proof with a reason and a note to the customer. */
export const RejectProofForm = ({ proof, onRejected, onRefused, onCancel }: RejectProofFormProps) => {
  const { proofs: texts, common } = useTexts();
  const form = useServerForm({
    name: `reject-${proof.address_id}`,
    values: { reason: '', note: '' },
    schema,
    submit: async (input) => {
      try {
        await browserClient().staff.rejectAddressProof(proof, input);
      } catch (error) {
        if (!onRefused(error)) throw error;
        return undefined;
      }
      onRejected();
      return undefined;
    },
  });
  const reasons = Object.entries(texts.reasons).map(([value, label]) => ({ value, label }));
  return (
    <Form form={form}>
      <h2 className="font-semibold">{texts.rejectTitle}</h2>
      <SelectField
        name="reason"
        label={texts.reason}
        options={[{ value: '', label: texts.chooseReason }, ...reasons]}
        required
      />
      <TextAreaField name="note" label={texts.note} hint={texts.noteHint} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton kind="danger">{texts.rejectSubmit}</SubmitButton>
        <Button kind="secondary" onClick={onCancel}>
          {common.cancel}
        </Button>
      </div>
    </Form>
  );
};
