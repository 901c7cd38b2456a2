"""Numbers, units, periods, grades and errors: what every other room takes for granted.

Nothing here knows the report. A value is rounded and written out in one way (`numbers`, `units`,
`periods`, `chinese`) and checked before it is used (`validation`); expressions in data and in rows
of facts are checked and computed by one kernel (`expressions`); what a user can mend is a
`Mistake`, what went wrong on the way a `Failure` (`errors`). The folder `files` reads, hashes,
packs and places plain files so that nothing of others is touched.
"""
