-- Giving by hand: money that comes to the PayBill is looked up by what was typed as its account.
CREATE INDEX payments_by_reference ON payments (account_reference, created_at);
