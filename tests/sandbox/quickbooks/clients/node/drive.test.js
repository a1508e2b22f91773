// What node-quickbooks does in its users' programs, done against the sandbox. The tests run in their order, in one company.

'use strict'

const assert = require('node:assert/strict')
const { Readable } = require('node:stream')
const { test } = require('node:test')
const { call, later, qbo } = require('./client.js')

const line = (amount, more = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '10' }, ...more },
})
const form = (amount, more = {}) => ({ CustomerRef: { value: '1' }, Line: [line(amount)], ...more })
const refused = async (work) => {
  const error = await work.then(() => assert.fail('it was not refused'), (reason) => reason)
  return (error.response ? error.response.data : error).Fault.Error[0]
}

test('it gets its first access token with the refresh token', async () => {
  const first = qbo.refreshToken
  const tokens = await call.refreshAccessToken()
  assert.equal(tokens.token_type, 'bearer')
  assert.equal(qbo.token, tokens.access_token)
  assert.notEqual(qbo.refreshToken, first)
})

test('an hour later it is unauthorized until it refreshes again', async () => {
  await later(3601)
  const error = await call.getPreferences().catch((reason) => reason)
  assert.equal(error.response.status, 401)
  assert.equal(error.response.data.fault.error[0].code, '3200')
  await call.refreshAccessToken()
  assert.equal((await call.getPreferences()).Id, '1')
})

test('it reads the company and who signed in', async () => {
  assert.equal((await call.getCompanyInfo(qbo.realmId)).CompanyName, 'Sandbox Trading Company')
  assert.equal((await call.getUserInfo()).email, 'books@example.com')
})

test('it creates a customer and finds it by name, with an apostrophe in it', async () => {
  const made = await call.createCustomer({ DisplayName: "O'Hara & Sons #1 + 50%" })
  const found = await call.findCustomers({ DisplayName: "O'Hara & Sons #1 + 50%" })
  assert.deepEqual(found.QueryResponse.Customer.map((customer) => customer.Id), [made.Id])
})

test('its criteria with operators, order, pages and counts are understood', async () => {
  const found = await call.findAccounts([
    { field: 'AccountType', value: ['Bank', 'Income'], operator: 'IN' },
    { field: 'Name', value: 'S%', operator: 'LIKE' },
    { field: 'desc', value: 'Name' },
    { field: 'limit', value: 2 },
  ])
  assert.deepEqual(found.QueryResponse.Account.map((account) => account.Name), ['Shipping Income', 'Services'])
  assert.equal((await call.findCustomers({ count: true })).QueryResponse.totalCount, 6)
  const all = await call.findAccounts({ fetchAll: true, limit: 5, asc: 'Id' })
  const ids = all.QueryResponse.Account.map((account) => account.Id)
  assert.equal(ids.length, new Set(ids).size)
  assert.equal(ids.length, (await call.findAccounts({ count: true })).QueryResponse.totalCount)
})

test('its usual update is a sparse one, and it can make a full one', async () => {
  const customer = await call.createCustomer({ DisplayName: 'Whole', Notes: 'kept', GivenName: 'Ada' })
  const sparse = await call.updateCustomer({ Id: customer.Id, SyncToken: '0', GivenName: 'Grace' })
  assert.deepEqual([sparse.GivenName, sparse.Notes, sparse.SyncToken], ['Grace', 'kept', '1'])
  const { Notes, ...rest } = sparse
  const full = await call.updateCustomer({ ...rest, sparse: false })
  assert.deepEqual([full.GivenName, full.Notes, full.SyncToken], ['Grace', undefined, '2'])
  assert.equal((await refused(call.updateCustomer({ ...rest, sparse: false }))).code, '5010')
})

test('an invoice is paid, its payment voided, and then the invoice voided', async () => {
  const invoice = await call.createInvoice(form(100))
  const applied = { Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }
  const payment = await call.createPayment({ CustomerRef: { value: '1' }, TotalAmt: 100, Line: [applied] })
  assert.equal((await call.getInvoice(invoice.Id)).Balance, 0)
  const voided = await call.voidPayment({ Id: payment.Id, SyncToken: payment.SyncToken })
  assert.deepEqual([voided.TotalAmt, voided.PrivateNote], [0, 'Voided'])
  assert.equal((await call.getInvoice(invoice.Id)).Balance, 100)
  const empty = await call.voidInvoice(invoice.Id)
  assert.deepEqual([empty.Invoice.TotalAmt, empty.Invoice.PrivateNote], [0, 'Voided'])
})

test('it deletes by id, for which it sends back all that it has read', async () => {
  const invoice = await call.createInvoice(form(35))
  assert.equal((await call.deleteInvoice(invoice.Id)).Invoice.status, 'Deleted')
  assert.equal((await refused(call.getInvoice(invoice.Id))).code, '610')
})

test('a request id makes a second attempt the same invoice', async () => {
  const once = () => call.createInvoice(form(12, { requestId: 'attempt-1' }))
  assert.equal((await once()).Id, (await once()).Id)
})

test('a used document number is refused until duplicates are allowed', async () => {
  const made = await call.createInvoice(form(10, { DocNumber: 'N-1' }))
  const error = await refused(call.createInvoice(form(10, { DocNumber: 'N-1' })))
  assert.deepEqual([error.code, /TxnId=(\d+)/.exec(error.Detail)[1]], ['6140', made.Id])
  assert.ok((await call.createInvoice(form(10, { DocNumber: 'N-1', allowDuplicateDocNum: true }))).Id)
})

test('a batch creates, changes, deletes and queries, each item on its own', async () => {
  const invoice = await call.createInvoice(form(20))
  const answer = await call.batch([
    { bId: 'a', operation: 'create', Customer: { DisplayName: 'From a batch' } },
    { bId: 'b', operation: 'create', Customer: { DisplayName: 'Whole' } },
    { bId: 'c', operation: 'delete', Invoice: { Id: invoice.Id, SyncToken: '0' } },
    { bId: 'd', Query: "select * from Customer where DisplayName = 'Whole'" },
  ])
  const items = Object.fromEntries(answer.BatchItemResponse.map((item) => [item.bId, item]))
  assert.equal(items.a.Customer.SyncToken, '0')
  assert.equal(items.b.Fault.Error[0].code, '6240')
  assert.equal(items.c.Invoice.status, 'Deleted')
  assert.equal(items.d.QueryResponse.Customer.length, 1)
})

test('change data capture tells what changed and what is gone', async () => {
  const answer = await call.changeDataCapture(['Customer', 'Invoice'], new Date(Date.now() - 60_000))
  const [customers, invoices] = answer.CDCResponse[0].QueryResponse
  assert.ok(customers.Customer.some((customer) => customer.DisplayName === 'From a batch'))
  assert.ok(invoices.Invoice.some((invoice) => invoice.status === 'Deleted'))
})

test('it reads reports', async () => {
  for (const name of ['TrialBalance', 'ProfitAndLoss', 'BalanceSheet', 'GeneralLedgerDetail', 'AgedReceivables']) {
    const report = await call[`report${name}`]({ minorversion: 75 })
    assert.equal(report.Header.ReportName, name === 'GeneralLedgerDetail' ? 'GeneralLedger' : name)
    assert.ok(report.Columns.Column.length > 1)
  }
})

test('it fetches a PDF and sends an invoice', async () => {
  const invoice = await call.createInvoice(form(15))
  assert.equal((await call.getInvoicePdf(invoice.Id)).subarray(0, 4).toString(), '%PDF')
  assert.equal((await call.sendInvoicePdf(invoice.Id, 'ada@example.com')).EmailStatus, 'EmailSent')
})

test('it uploads a file whose length is not known, in chunks, and links it', async () => {
  const invoice = await call.createInvoice(form(15))
  const content = Readable.from(['a slip', ' of paper'])
  const file = await call.upload('slip.txt', 'text/plain', content, 'Invoice', invoice.Id)
  assert.deepEqual([file.FileName, file.Size, file.SyncToken], ['slip.txt', 15, '1'])
  assert.equal(file.AttachableRef[0].EntityRef.value, invoice.Id)
})

test('exchange rates and preferences are changed', async () => {
  const preferences = await call.getPreferences()
  const message = { EstimateMessage: { Subject: 'Ours', Message: 'Please see below.' } }
  const { Id, SyncToken } = preferences
  const changed = await call.updatePreferences({ Id, SyncToken, EmailMessagesPrefs: message })
  assert.equal(changed.EmailMessagesPrefs.EstimateMessage.Subject, 'Ours')
  assert.equal(changed.SalesFormsPrefs.AllowEstimates, true)
})

test('at the end it revokes its access', async () => {
  await call.revokeAccess(true)
  assert.equal(qbo.token, null)
})
