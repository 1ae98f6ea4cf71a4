import type { ObjectSpec } from './workspace.ts'

const task: ObjectSpec = {
  type: 'task',
  label: 'Task',
  fields: [
    { key: '$title', label: 'Title', valueType: 'TEXT', required: true },
    {
      key: '$status',
      label: 'Status',
      valueType: 'SINGLE_SELECT',
      required: true,
      options: ['TODO', 'IN_PROGRESS', 'COMPLETE', 'CANCELLED'].map(sameIdAndLabel),
    },
    { key: '$description', label: 'Description', valueType: 'MARKDOWN' },
    { key: '$dueAt', label: 'Due', valueType: 'DATETIME' },
  ],
  relationships: [
    { key: '$assignedTo', label: 'Assigned to', cardinality: 'HAS_ONE', objectType: 'member', required: true },
    { key: '$account', label: 'Account', cardinality: 'HAS_ONE', objectType: 'account', inverse: '$task' },
    { key: '$opportunity', label: 'Opportunity', cardinality: 'HAS_ONE', objectType: 'opportunity', inverse: '$task' },
    { key: '$createdBy', label: 'Created by', cardinality: 'HAS_ONE', objectType: 'member', createOnly: true },
    { key: '$note', label: 'Notes', cardinality: 'HAS_MANY', objectType: 'note', readOnly: true },
  ],
}

const note: ObjectSpec = {
  type: 'note',
  label: 'Note',
  fields: [
    { key: '$title', label: 'Title', valueType: 'TEXT', required: true },
    { key: '$content', label: 'Content', valueType: 'MARKDOWN' },
  ],
  relationships: [
    { key: '$account', label: 'Accounts', cardinality: 'HAS_MANY', objectType: 'account', inverse: '$note' },
    {
      key: '$opportunity',
      label: 'Opportunities',
      cardinality: 'HAS_MANY',
      objectType: 'opportunity',
      inverse: '$note',
    },
    { key: '$author', label: 'Author', cardinality: 'HAS_ONE', objectType: 'member', readOnly: true },
  ],
}

const meeting: ObjectSpec = {
  type: 'meeting',
  label: 'Meeting',
  fields: [
    { key: '$title', label: 'Title', valueType: 'TEXT', required: true, createOnly: true },
    { key: '$startDate', label: 'Start', valueType: 'DATETIME', required: true, createOnly: true },
    { key: '$endDate', label: 'End', valueType: 'DATETIME', required: true, createOnly: true },
    { key: '$description', label: 'Description', valueType: 'TEXT', createOnly: true },
    { key: '$meetingUrl', label: 'Meeting link', valueType: 'URL', multipleValues: false, createOnly: true },
    { key: '$organizerEmail', label: 'Organizer', valueType: 'EMAIL', multipleValues: false, createOnly: true },
    { key: '$attendeeEmails', label: 'Attendees', valueType: 'EMAIL', multipleValues: true, createOnly: true },
    {
      key: '$privacySetting',
      label: 'Privacy',
      valueType: 'SINGLE_SELECT',
      options: ['FULL', 'METADATA'].map(sameIdAndLabel),
    },
  ],
  relationships: [
    { key: '$transcript', label: 'Transcript', cardinality: 'HAS_ONE', objectType: 'file' },
    { key: '$contact', label: 'Contacts', cardinality: 'HAS_MANY', objectType: 'contact', readOnly: true },
    { key: '$account', label: 'Accounts', cardinality: 'HAS_MANY', objectType: 'account', readOnly: true },
    { key: '$opportunity', label: 'Opportunities', cardinality: 'HAS_MANY', objectType: 'opportunity', readOnly: true },
  ],
}

const list: ObjectSpec = {
  type: 'list',
  label: 'List',
  fields: [
    { key: '$name', label: 'Name', valueType: 'TEXT', required: true },
    {
      key: '$objectType',
      label: 'Object type',
      valueType: 'SINGLE_SELECT',
      required: true,
      createOnly: true,
      // The label is the bare slug, which the API still accepts in place of the `$` form.
      options: ['account', 'contact', 'opportunity'].map(type => ({ id: `$${type}`, label: type })),
    },
  ],
  relationships: [
    { key: '$accounts', label: 'Accounts', cardinality: 'HAS_MANY', objectType: 'account' },
    { key: '$contacts', label: 'Contacts', cardinality: 'HAS_MANY', objectType: 'contact' },
    { key: '$opportunities', label: 'Opportunities', cardinality: 'HAS_MANY', objectType: 'opportunity' },
  ],
}

/** The object types without custom fields: tasks, notes, meetings and lists. */
export const seedActivities: readonly ObjectSpec[] = [task, note, meeting, list]

function sameIdAndLabel(word: string): { id: string; label: string } {
  return { id: word, label: word }
}
