#!/bin/sh
# Sends what is due and records each sending in Git. Copy it into your project; it is yours to change.
#
# It needs trust, jq, a clone with the whole history that may push, and a mailing tool of yours: SEND_MAIL is a program that
# is called with the audience (`public` or `nda`) and a message file, sends it to the customers concerned, and prints to how
# many it went. When that fails, the script stops, and the next run sends only what is not recorded.
set -eu
: "${SEND_MAIL:?name the program that sends a message}"
: "${BRANCH:?name the branch that records are pushed to}"
cd "${TRUST_PROJECT:-.}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

trust notices --due --format json > "$folder/due.json"
trust notices --due --format eml --out "$folder"
jq -r '.due[] | .id + " " + .audience' "$folder/due.json" > "$folder/list"
[ -s "$folder/list" ] || exit 0

# What cannot be recorded would be sent again.
git push --dry-run --quiet origin "HEAD:$BRANCH"
while read -r id audience; do
  count=$("$SEND_MAIL" "$audience" "$folder/$id.eml" < /dev/null)
  trust notices sent "$id" --channel email --list "$audience" --count "$count"
  git add content/notices
  git commit --quiet --message "Record that $id was sent"
  git pull --quiet --rebase origin "$BRANCH"
  git push --quiet origin "HEAD:$BRANCH"
done < "$folder/list"
