// Evaluates the permission policies of resolved templates with questions to IAM and their expected answers. Needs no
// account. `node matrix.mjs TEMPLATE...` fails if an answer is wrong; `node matrix.mjs --broken TEMPLATE...` fails if
// a template has no wrong answer.

import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const ACCOUNT = '123456789012'
const REGION = 'eu-west-1'

/** The default policy of a KMS key, which leaves the decision to the policies of the account. */
const USUAL_KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }]
}

/** Questions to the role of a function that reads the table: the trigger, or CheckUserAccess. */
function ofReader(resources, role, logGroup, traces) {
  const table = resources.ClaimEnrichment.Properties.Environment.Variables.USER_INFO_TABLE
  const arn = (name) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`
  const log = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group`
  const own = `${log}:${logGroup}`
  const read = (attributes, select = 'SPECIFIC_ATTRIBUTES') => ({
    ...(attributes && { 'dynamodb:Attributes': attributes }),
    ...(select && { 'dynamodb:Select': select })
  })
  const lookup = read(['userName', 'sub', 'projects', 'department'])
  const get = (allowed, context, name = table) => ({ allowed, action: 'dynamodb:GetItem', resource: arn(name), context })
  const questions = [
    get(true, lookup),
    get(true, read(['sub', 'projects', 'department'])), // the built-in rules
    get(true, read(['projects', 'department'])),
    get(true, read(['department'])),
    get(true, read(['userName'])), // the read at start-up
    get(true, read(['projects'], null)), // if DynamoDB leaves the condition key dynamodb:Select out
    get(false, read(null, 'ALL_ATTRIBUTES')), // without a projection
    get(false, read(null, null)),
    get(false, read(['userName'], 'ALL_ATTRIBUTES')),
    get(false, read(['salary'])),
    get(false, read(['projects', 'department', 'salary'])),
    get(false, lookup, 'OtherTable'),
    get(false, lookup, `${table}2`),
    { ...get(false, lookup), resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${table}` },
    ...['BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable', 'DeleteTable',
      'PartiQLSelect', 'ConditionCheckItem', 'UpdateTable', 'CreateBackup'].map((action) => ({
      allowed: false, action: `dynamodb:${action}`, resource: arn(table), context: lookup
    })),
    { allowed: false, action: 'dynamodb:ListTables', resource: '*' },
    { allowed: false, action: 'dynamodb:Query', resource: `${arn(table)}/index/byDepartment`, context: lookup },
    { allowed: true, action: 'logs:CreateLogStream', resource: `${own}:log-stream:2026/11/21/[$LATEST]0` },
    { allowed: true, action: 'logs:PutLogEvents', resource: `${own}:log-stream:2026/11/21/[$LATEST]0` },
    { allowed: false, action: 'logs:PutLogEvents', resource: `${log}:/aws/lambda/other:log-stream:x` },
    { allowed: false, action: 'logs:PutLogEvents', resource: `${own}-2:log-stream:x` },
    { allowed: false, action: 'logs:CreateLogGroup', resource: own },
    { allowed: false, action: 'logs:DeleteLogGroup', resource: own },
    { allowed: false, action: 'logs:GetLogEvents', resource: `${own}:log-stream:x` },
    { allowed: false, action: 'logs:PutRetentionPolicy', resource: own },
    // Traces, if they are on.
    ...['PutTraceSegments', 'PutTelemetryRecords'].map((action) => ({
      allowed: traces, action: `xray:${action}`, resource: '*'
    })),
    { allowed: false, action: 'xray:GetTraceSummaries', resource: '*' },
    // No other service.
    { allowed: false, action: 'cognito-idp:AdminGetUser', resource: `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/x` },
    { allowed: false, action: 'lambda:InvokeFunction', resource: resources.CognitoPermission.Properties.FunctionName.replace(/:live$/, '') },
    { allowed: false, action: 's3:GetObject', resource: 'arn:aws:s3:::departmentbucket/Legal/a.txt' },
    { allowed: false, action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/FunctionRole` },
    { allowed: false, action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/other` }
  ]
  const key = resources[role].Properties.Policies[0].PolicyDocument.Statement.find((one) => one.Action === 'kms:Decrypt')?.Resource
  if (table === 'Users') {
    const decrypt = (allowed, service, resource = key, action = 'kms:Decrypt') => ({
      allowed, action, resource: resource ?? `arn:aws:kms:${REGION}:${ACCOUNT}:key/none`,
      context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` }
    })
    questions.push(decrypt(true, 'dynamodb'), decrypt(false, 's3'), decrypt(false, 'dynamodb', key, 'kms:Encrypt'),
      decrypt(false, 'dynamodb', `arn:aws:kms:${REGION}:${ACCOUNT}:key/other`))
  }
  return questions.map((question) => ({ role, ...question }))
}

/** Questions to the roles that read the table. */
function ofReaders(resources) {
  const traces = resources.ClaimEnrichment.Properties.TracingConfig.Mode === 'Active'
  const trigger = ofReader(resources, 'FunctionRole', resources.FunctionLog.Properties.LogGroupName, traces)
  if (!resources.CheckUserAccessRole) return trigger
  return [...trigger,
    ...ofReader(resources, 'CheckUserAccessRole', resources.CheckUserAccessLog.Properties.LogGroupName, false)]
}

/** Questions to the role of the API's function, which may call CheckUserAccess and nothing else. */
function ofBusiness(resources) {
  if (!resources.BusinessRole) return []
  const lambda = (allowed, name, action = 'InvokeFunction') => ({
    allowed, action: `lambda:${action}`, resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
  })
  const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${resources.CheckUserAccess.Properties.Environment.Variables.USER_INFO_TABLE}`
  const own = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${resources.BusinessLog.Properties.LogGroupName}`
  const lookup = { 'dynamodb:Attributes': ['userName', 'projects'], 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' }
  return [
    lambda(true, 'CheckUserAccess'),
    lambda(false, 'CheckUserAccess2'),
    lambda(false, 'ClaimEnrichment'),
    lambda(false, 'ClaimEnrichment:live'),
    ...['GetFunction', 'InvokeAsync', 'UpdateFunctionCode', 'GetFunctionConfiguration'].map((action) => lambda(false, 'CheckUserAccess', action)),
    ...['GetItem', 'Query', 'Scan', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action) => ({
      allowed: false, action: `dynamodb:${action}`, resource: table, context: lookup
    })),
    { allowed: true, action: 'logs:CreateLogStream', resource: `${own}:log-stream:x` },
    { allowed: true, action: 'logs:PutLogEvents', resource: `${own}:log-stream:x` },
    { allowed: false, action: 'logs:GetLogEvents', resource: `${own}:log-stream:x` },
    { allowed: false, action: 'logs:CreateLogGroup', resource: own },
    { allowed: false, action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/CheckUserAccessRole` }
  ].map((question) => ({ role: 'BusinessRole', ...question }))
}

/** Questions to the role of users with a department. */
function ofDepartment(resources) {
  if (!resources.DepartmentRole) return []
  const bucket = 'arn:aws:s3:::departmentbucket'
  const tagged = (department) => (department === undefined ? {} : { 'aws:PrincipalTag/department': department })
  const list = (allowed, department, prefix, resource = bucket, action = 's3:ListBucket') => ({
    allowed, action, resource, context: { ...tagged(department), ...(prefix !== undefined && { 's3:prefix': prefix }) }
  })
  const read = (allowed, department, key, action = 's3:GetObject', base = bucket) => ({
    allowed, action, resource: `${base}/${key}`, context: tagged(department)
  })
  const questions = [
    list(true, 'Legal', 'Legal/'),
    list(true, 'Legal', 'Legal/2026/'),
    read(true, 'Legal', 'Legal/contract.pdf'),
    read(true, 'Legal', 'Legal/2026/contract.pdf'),
    list(true, 'LegalHold', 'LegalHold/'),
    read(true, 'Research & Development', 'Research & Development/a.txt'),
    list(false, 'Legal', undefined),
    list(false, 'Legal', ''),
    list(false, 'Legal', 'L'),
    list(false, 'Legal', 'Legal'), // would also list LegalHold/
    list(false, 'Legal', 'LegalHold/'),
    read(false, 'Legal', 'LegalHold/a.txt'),
    read(false, 'Legal', 'Legal'),
    read(false, 'Legal', 'legal/a.txt'),
    read(false, 'Legal', 'Sales/a.txt'),
    read(false, 'Legal', 'a.txt'),
    list(false, 'Legal', 'Legal/', 'arn:aws:s3:::otherbucket'),
    read(false, 'Legal', 'Legal/a.txt', 's3:GetObject', 'arn:aws:s3:::otherbucket'),
    list(false, 'Legal', 'Legal/', bucket, 's3:ListBucketVersions'),
    read(false, 'Legal', 'Legal/a.txt', 's3:GetObjectVersion'),
    ...['PutObject', 'DeleteObject', 'DeleteObjectVersion', 'GetObjectAcl', 'PutObjectAcl', 'GetObjectTagging',
      'AbortMultipartUpload'].map((action) => read(false, 'Legal', 'Legal/a.txt', `s3:${action}`)),
    ...['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucket', 'GetBucketLocation', 'ListBucketMultipartUploads']
      .map((action) => list(false, 'Legal', undefined, bucket, `s3:${action}`)),
    { ...list(false, 'Legal', undefined, '*', 's3:ListAllMyBuckets') },
    // Invalid departments get no access.
    ...[undefined, '', '*', '?', '**', 'L*', '?egal', 'Legal/', '/', 'Legal/2026', 'LegalHold/../Legal'].flatMap((department) => [
      ...['', '/', 'Legal/', 'LegalHold/', '*/', 'Legal/2026/', `${department}/`, `${department}`]
        .map((prefix) => list(false, department, prefix)),
      list(false, department, undefined),
      ...['a.txt', '/a.txt', 'Legal/a.txt', 'LegalHold/a.txt', '*/a.txt', 'Legal/2026/a.txt', `${department}/a.txt`]
        .map((key) => read(false, department, key))
    ]),
    // No access without TLS.
    { ...read(false, 'Legal', 'Legal/a.txt'), unencrypted: true },
    { ...list(false, 'Legal', 'Legal/'), unencrypted: true },
    { allowed: false, action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/UserInfoTable` },
    { allowed: false, action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/FunctionRole` }
  ]
  return questions.map((question) => ({ role: 'DepartmentRole', ...question }))
}

/**
 * The policies of a role, as lists that hold at different times: the policies in the role alone, and together with
 * ReadDuringUpdate, which is replaced later in an update.
 */
function policiesOf(resources, role) {
  const own = resources[role].Properties.Policies.map((one) => ({ name: one.PolicyName, policy: one.PolicyDocument }))
  const later = resources.ReadDuringUpdate.Properties
  if (!later.Roles.includes(role)) return [own]
  return [own, [...own, { name: later.PolicyName, policy: later.PolicyDocument }]]
}

/** Whether IAM allows it; throws if that depends on the time. */
async function answer(resources, question) {
  const answers = new Set()
  for (const policies of policiesOf(resources, question.role)) answers.add(await simulated(resources, policies, question))
  if (answers.size > 1) throw new Error('allowed only during an update')
  return [...answers][0]
}

async function simulated(resources, identityPolicies, { role, action, resource, context = {}, unencrypted = false }) {
  const ofBucket = resource.startsWith('arn:aws:s3:::departmentbucket') && resources.DepartmentBucketPolicy
  const result = await runSimulation({
    request: {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: { 'aws:SecureTransport': String(!unencrypted), ...context }
    },
    identityPolicies,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(ofBucket && { resourcePolicy: ofBucket.Properties.PolicyDocument }),
    ...(action.startsWith('kms:') && { resourcePolicy: USUAL_KEY_POLICY })
  }, {})
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`)
  return result.overallResult === 'Allowed'
}

async function wrong(file) {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8'))
  const faults = []
  const questions = [...ofReaders(Resources), ...ofBusiness(Resources), ...ofDepartment(Resources)]
  for (const question of questions) {
    const got = await answer(Resources, question).catch((error) => error.message)
    if (got !== question.allowed) faults.push(`${got === true ? 'allowed' : got === false ? 'denied' : got}: ${JSON.stringify(question)}`)
  }
  return { faults, count: questions.length }
}

const files = process.argv.slice(2)
const isBroken = files[0] === '--broken'
if (isBroken) files.shift()
for (const file of files) {
  const { faults, count } = await wrong(file)
  if (isBroken) {
    if (faults.length === 0) { process.exitCode = 1; console.log(`${file}: no answer is wrong`) }
  } else {
    faults.forEach((one) => console.log(`${file}: ${one}`))
    if (faults.length > 0) process.exitCode = 1
    console.log(`${file}: ${count} questions, ${faults.length} wrong answers`)
  }
}
