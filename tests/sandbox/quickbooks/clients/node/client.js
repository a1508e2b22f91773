// node-quickbooks, pointed at the sandbox whose connection the environment holds as JSON.

'use strict'

const { promisify } = require('node:util')
const QuickBooks = require('node-quickbooks')

const sandbox = JSON.parse(process.env.SANDBOX)

QuickBooks.V3_ENDPOINT_BASE_URL = `${sandbox.url}/v3/company/`
QuickBooks.TOKEN_URL = `${sandbox.url}/oauth2/v1/tokens/bearer`
QuickBooks.REVOKE_URL = `${sandbox.url}/v2/oauth2/tokens/revoke`
QuickBooks.USER_INFO_URL = `${sandbox.url}/v1/openid_connect/userinfo`

const { client_id: id, client_secret: secret, realm, refresh_token: token } = sandbox
const qbo = new QuickBooks(id, secret, null, false, realm, true, false, null, '2.0', token)

// Its methods with promises in place of callbacks.
const call = new Proxy(qbo, { get: (client, name) => promisify(client[name]).bind(client) })

// Moves the sandbox's time forward.
const later = (seconds) =>
  fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ seconds }) }).then((answer) => answer.json())

module.exports = { qbo, call, later }
