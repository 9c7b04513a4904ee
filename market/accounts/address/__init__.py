"""The e-mail address of an account, its former ones, and mails about the account's safety."""
