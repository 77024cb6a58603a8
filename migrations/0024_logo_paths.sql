-- Of a logo that is kept here the path is kept: which server it is at shows when it is asked for.
update organizations set avatar_url = substring(avatar_url from '/florin/logos/[^/]*/[0-9a-f]{32}$')
where exists (select from organization_logos logo
  where logo.organization_id = organizations.id
    and avatar_url like '%://%/florin/logos/' || organizations.id || '/' || logo.hash);
