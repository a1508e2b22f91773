"""QuickBooks Online on this machine: the Accounting API's real paths, shapes, rules and refusals, in memory, on loopback.

Built from reference/quickbooks-online-api.md. Where the reference says *unknown*, there is a switch (switches.py).

Not here: reports, attachments' files, e-mail that is really sent, postings to accounts (an account's balance stays 0),
quantities on hand, XML answers.
"""
