import { seedActivities } from './seed-activities.ts'
import type { FieldSpec, ObjectSpec, RelationshipSpec, Workspace } from './workspace.ts'

const activityRelationships: readonly RelationshipSpec[] = [
  { key: '$task', label: 'Tasks', cardinality: 'HAS_MANY', objectType: 'task', readOnly: true },
  { key: '$note', label: 'Notes', cardinality: 'HAS_MANY', objectType: 'note', readOnly: true },
  { key: '$meeting', label: 'Meetings', cardinality: 'HAS_MANY', objectType: 'meeting', readOnly: true },
]

const account: ObjectSpec = {
  type: 'account',
  label: 'Account',
  fields: [
    { key: '$name', label: 'Name', valueType: 'TEXT', required: true },
    { key: '$website', label: 'Website', valueType: 'URL', multipleValues: true },
    {
      key: '$industry',
      label: 'Industry',
      valueType: 'MULTI_SELECT',
      options: [
        'Software',
        'Manufacturing',
        'Healthcare',
        'Financial services',
        'Retail',
        'Energy',
        'Education',
        'Logistics',
      ],
    },
    {
      key: '$headcount',
      label: 'Headcount',
      valueType: 'SINGLE_SELECT',
      options: ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5000+'],
    },
    {
      key: '$lastFundingType',
      label: 'Last funding type',
      valueType: 'SINGLE_SELECT',
      options: ['Pre-seed', 'Seed', 'Series A', 'Series B', 'Series C', 'Private equity', 'Public'],
    },
    { key: '$linkedIn', label: 'LinkedIn', valueType: 'SOCIAL_HANDLE', handleService: 'LINKEDIN' },
    { key: '$twitter', label: 'X', valueType: 'SOCIAL_HANDLE', handleService: 'TWITTER' },
    { key: '$facebook', label: 'Facebook', valueType: 'SOCIAL_HANDLE', handleService: 'FACEBOOK' },
    { key: '$instagram', label: 'Instagram', valueType: 'SOCIAL_HANDLE', handleService: 'INSTAGRAM' },
    { key: '$primaryAddress', label: 'Primary address', valueType: 'ADDRESS' },
    { key: '$howTheyMakeMoney', label: 'How they make money', valueType: 'TEXT', readOnly: true },
    {
      key: '$accountStatus',
      label: 'Account status',
      valueType: 'SINGLE_SELECT',
      readOnly: true,
      options: ['Prospect', 'Customer', 'Churned'],
    },
    { key: 'phone', label: 'Phone', valueType: 'TELEPHONE', multipleValues: true },
    { key: 'annualRevenue', label: 'Annual revenue', valueType: 'CURRENCY', currency: 'USD' },
    { key: 'customerSince', label: 'Customer since', valueType: 'DATETIME' },
    { key: 'isPartner', label: 'Partner', valueType: 'CHECKBOX' },
    { key: 'region', label: 'Region', valueType: 'TEXT' },
  ],
  relationships: [
    { key: '$owner', label: 'Owner', cardinality: 'HAS_ONE', objectType: 'member' },
    { key: '$contact', label: 'Contacts', cardinality: 'HAS_MANY', objectType: 'contact' },
    { key: 'mainContact', label: 'Main contact', cardinality: 'HAS_ONE', objectType: 'contact' },
    { key: 'parentAccount', label: 'Parent account', cardinality: 'HAS_ONE', objectType: 'account' },
    {
      key: '$opportunity',
      label: 'Opportunities',
      cardinality: 'HAS_MANY',
      objectType: 'opportunity',
      readOnly: true,
    },
    ...activityRelationships,
  ],
}

const opportunityFields: readonly FieldSpec[] = [
  { key: '$name', label: 'Name', valueType: 'TEXT', required: true },
  {
    key: '$stage',
    label: 'Stage',
    valueType: 'SINGLE_SELECT',
    required: true,
    options: ['Lead', 'Qualified', 'Proposal', 'Negotiation', 'Won', 'Lost'],
  },
  {
    key: '$opportunityStatus',
    label: 'Status',
    valueType: 'SINGLE_SELECT',
    readOnly: true,
    options: ['Open', 'Won', 'Lost'],
  },
  { key: 'amount', label: 'Amount', valueType: 'CURRENCY', currency: 'USD' },
  { key: 'closeDate', label: 'Close date', valueType: 'DATETIME' },
  { key: 'probability', label: 'Probability', valueType: 'NUMBER' },
  { key: 'description', label: 'Description', valueType: 'MARKDOWN' },
  {
    key: 'segments',
    label: 'Segments',
    valueType: 'MULTI_SELECT',
    options: ['Enterprise', 'Mid-market', 'SMB', 'Public sector', 'Startup'],
  },
  {
    key: 'leadSource',
    label: 'Lead source',
    valueType: 'SINGLE_SELECT',
    options: ['Website', 'Referral', 'Event', 'Outbound', 'Partner'],
  },
  { key: 'nextStep', label: 'Next step', valueType: 'TEXT' },
  { key: 'isRenewal', label: 'Renewal', valueType: 'CHECKBOX' },
  { key: 'sourceId', label: 'Source ID', valueType: 'TEXT' },
  { key: 'contactEmail', label: 'Contact e-mail', valueType: 'EMAIL', multipleValues: true },
]

const opportunity: ObjectSpec = {
  type: 'opportunity',
  label: 'Opportunity',
  fields: opportunityFields,
  relationships: [
    {
      key: '$account',
      label: 'Account',
      cardinality: 'HAS_ONE',
      objectType: 'account',
      inverse: '$opportunity',
      required: true,
    },
    { key: '$owner', label: 'Owner', cardinality: 'HAS_ONE', objectType: 'member' },
    { key: '$createdBy', label: 'Created by', cardinality: 'HAS_ONE', objectType: 'member' },
    { key: '$champion', label: 'Champion', cardinality: 'HAS_ONE', objectType: 'contact' },
    { key: '$evaluator', label: 'Evaluator', cardinality: 'HAS_ONE', objectType: 'contact' },
    { key: 'partners', label: 'Partners', cardinality: 'HAS_MANY', objectType: 'account' },
    ...activityRelationships,
  ],
}

const contact: ObjectSpec = {
  type: 'contact',
  label: 'Contact',
  fields: [
    { key: '$name', label: 'Name', valueType: 'FULL_NAME' },
    { key: '$email', label: 'E-mail', valueType: 'EMAIL', multipleValues: true },
    { key: '$profilePhotoUrl', label: 'Profile photo', valueType: 'URL', multipleValues: false },
    { key: 'phone', label: 'Phone', valueType: 'TELEPHONE' },
    { key: 'jobTitle', label: 'Job title', valueType: 'TEXT' },
    { key: 'linkedIn', label: 'LinkedIn', valueType: 'SOCIAL_HANDLE', handleService: 'LINKEDIN' },
  ],
  relationships: [
    { key: '$account', label: 'Account', cardinality: 'HAS_ONE', objectType: 'account', inverse: '$contact' },
  ],
}

const project: ObjectSpec = {
  type: 'project',
  label: 'Project',
  fields: [
    { key: 'name', label: 'Name', valueType: 'TEXT', required: true },
    { key: 'budget', label: 'Budget', valueType: 'CURRENCY', currency: 'EUR' },
    { key: 'startDate', label: 'Start date', valueType: 'DATETIME' },
    { key: 'status', label: 'Status', valueType: 'SINGLE_SELECT', options: ['Planned', 'Active', 'On hold', 'Done'] },
  ],
  relationships: [{ key: 'client', label: 'Client', cardinality: 'HAS_ONE', objectType: 'account' }],
}

/** The workspace that a sandbox has unless it is given another one. */
export const seedWorkspace: Workspace = {
  objects: [account, opportunity, contact, ...seedActivities, project],
  members: [
    { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' },
    { email: 'grace.hopper@example.com', firstName: 'Grace', lastName: 'Hopper' },
    { email: 'alan.turing@example.com', firstName: 'Alan', lastName: 'Turing' },
    { email: 'katherine.johnson@example.com', firstName: 'Katherine', lastName: 'Johnson' },
    { email: 'linus.pauling@example.com', firstName: 'Linus', lastName: 'Pauling' },
    { email: 'mary.jackson@example.com', firstName: 'Mary', lastName: 'Jackson' },
  ],
}
