from compat import manage

pool = manage
