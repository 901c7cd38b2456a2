"""What outlasts a build: the site of all editions, and the package that reproduces one."""
