#!/bin/sh
# /usr/local/bin/ebok, mode 0755: the program's commands with the settings and the user of the service, from anywhere.
export EBOK_SETTINGS_FILE=/etc/ebok/ebok.env
[ "$(id -un)" = ebok ] && exec /opt/ebok/bin/ebok "$@"
# Root's home is closed to that user, and nothing starts in a folder it may not enter.
exec runuser -u ebok -- sh -c 'cd . 2>/dev/null || cd /; exec /opt/ebok/bin/ebok "$@"' ebok "$@"
