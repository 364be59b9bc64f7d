-- Erasing an author: what they wrote and all that leads to them. …erasure:ID is
-- one erasure, so that it can go on where it stopped and tell what it did.

-- One name for all of them: Lua has room for 200 in a library.
local erasures = {}
do

local ERASURE_SECONDS = 30 * 24 * 3600
local REQUEST_SECONDS = 7 * 24 * 3600
-- Longer than a log of erasures is compared with them.
local SETTLED_MS = 800 * 24 * 3600 * 1000
-- Of a comment's halves, what stays of an empty shell.
local SHELL_FIELDS = {comment = {'v', 'thread', 'parent', 'created', 'replies',
                                 'shells', 'deleted'},
                      private = {'v', 'thread', 'depth', 'history'}}
-- What stays, where the text does, of the private half.
local TEXT_FIELDS = {'v', 'thread', 'depth', 'history', 'verdict', 'sketch',
                     'cluster', 'tags', 'by', 'decision', 'source'}

local function keep_only(key, names)
  local values, kept = call('HMGET', key, unpack(names)), {}
  for i, name in ipairs(names) do
    if values[i] then kept[#kept + 1], kept[#kept + 2] = name, values[i] end
  end
  call('DEL', key)
  if #kept > 0 then call('HSET', key, unpack(kept)) end
end

-- What others wrote about it: notes, the appeal, and reports where these go too.
local function count_texts(p, id, keeps)
  local found = call('HMGET', p .. 'private:' .. id, 'notes', 'appeal')
  local count = (tonumber(found[1]) or 0) + (found[2] and 1 or 0)
  if keeps then return count end
  local order = call('HGET', reports.key_of(p, id), 'o') or ''
  return count + #reports.reporters_in(order)
end

-- Forgets that this author said this here, and what finds copies of it, unless
-- it is a copy itself: then the first one's author has that.
local function forget_said(p, id, body, bands, cluster, now)
  if cluster and cluster ~= id then bands = '' end
  local known = short(id)
  local last = math.floor(now / DUP_WINDOW_MS)
  for window = last, last - DUP_WINDOWS, -1 do
    local key = p .. 'dup:' .. window
    if body ~= '' then call('HDEL', key, body) end
    for at = 1, #bands, 6 do
      local band = bands:sub(at, at + 5)
      if call('HGET', key, band) == known then call('HDEL', key, band) end
    end
  end
end

-- Takes empty shells of erased authors away that nothing stands below any more,
-- from the lowest one up.
function erasures.prune_shells(p, id)
  for _ = 1, CHUNK_MAX do
    local private = p .. 'private:' .. id
    local at = call('HMGET', p .. 'comment:' .. id, 'replies', 'shells', 'parent',
                    'created')
    local below = (tonumber(at[1]) or 0) + (tonumber(at[2]) or 0)
    if below > 0 or call('HEXISTS', private, 'erased') == 0 then return end
    move(p, id, call('HGET', private, 'thread'), at[3] or '', 'W', '', at[4],
         at[4])
    delete_comment(p, id)
    if not at[3] then return end
    id = at[3]
  end
end

-- Takes a comment away with its place in every index; leaves a shell where
-- answers stand below it. Returns the cursor of the retraction, if it was
-- published.
local function erase_comment(p, id, now, feed_max)
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local at = call('HMGET', comment, 'state', 'rev', 'parent', 'created',
                  'replies', 'shells')
  local place = call('HMGET', private, 'thread', 'cluster', 'author')
  local from, thread = at[1], place[1] or ''
  local below = (tonumber(at[5]) or 0) + (tonumber(at[6]) or 0)
  local to = below > 0 and 'W' or ''
  if from ~= to then
    move(p, id, thread, at[3] or '', from, to, at[4], at[4])
  end
  if below > 0 then
    clusters.leave(p, id, place[2])
    reports.forget(p, id)
    call('HDEL', p .. 'author:' .. place[3], id)
    keep_only(comment, SHELL_FIELDS.comment)
    keep_only(private, SHELL_FIELDS.private)
    call('HSET', private, 'erased', '1')
    call('HSET', comment, 'state', 'W', 'rev', at[2] + 1, 'updated', now)
    settle_shell(p, thread, id)
  else
    delete_comment(p, id)
    if at[3] then erasures.prune_shells(p, at[3]) end
  end
  return from == 'A' and feed(p, 'x', id, at[2] + 1, feed_max) or nil
end

-- Leaves the text, with a verdict that points at nothing in it ('' where none
-- could be read), and takes away whose it is.
local function make_anonymous(p, id, verdict, now, feed_max)
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local at = call('HMGET', comment, 'state', 'rev')
  local author = call('HGET', private, 'author')
  call('HDEL', comment, 'name', 'website', 'handle', 'role', 'verified',
       'message')
  keep_only(private, TEXT_FIELDS)
  if verdict ~= '' then call('HSET', private, 'verdict', verdict) end
  call('HDEL', p .. 'author:' .. author, id)
  call('HSET', comment, 'rev', at[2] + 1, 'updated', now)
  if at[1] == 'A' then
    feed(p, 'e', id, at[2] + 1, feed_max)
  elseif at[1] == 'H' then
    queue_changed(p, 'c', id, '')
  end
end

-- One that is done knows its author no more: nothing remains for it.
local function answer(p, id)
  local key = p .. 'erasure:' .. id
  local kept = call('HMGET', key, 'author', 'keep', 'ban', 'c', 'e', 't', 'r',
                    'done')
  if not kept[2] then return {'missing'} end
  local author = kept[1] or ''
  return {'ok', id, author, kept[2], kept[3], kept[4] or '0', kept[5] or '0',
          kept[6] or '0', kept[7] or '0', kept[8] or '0',
          tostring(author == '' and 0 or authors.comments_in(p .. 'author:' .. author))}
end

-- What a request began, or that it was used for something else; nil for a new
-- one. args: request ('' for none), 16 bytes over what it asks for.
local function seen_before(p, request, content)
  local seen = request ~= '' and call('GET', p .. 'erasure-request:' .. request)
  if not seen then return nil end
  if seen:sub(17) ~= content then return {'other'} end
  return answer(p, seen:sub(1, 16))
end

-- args: request, content.
function erasures.find(keys, args)
  return seen_before(keys[1], args[1], args[2]) or {'missing'}
end

-- args: erasure, the author's exact key, keep the texts (0 or 1), the ban on the
-- author ('' for none), request, content.
function erasures.begin(keys, args)
  local p, key = keys[1], keys[1] .. 'erasure:' .. args[1]
  local seen = seen_before(p, args[5], args[6])
  if seen then return seen end
  if call('EXISTS', p .. 'author:' .. args[2]) == 0 then return {'nobody'} end
  call('HSET', key, 'author', args[2], 'keep', args[3], 'ban', args[4])
  call('EXPIRE', key, ERASURE_SECONDS)
  if args[5] ~= '' then
    call('SET', p .. 'erasure-request:' .. args[5], args[1] .. args[6], 'EX',
         REQUEST_SECONDS)
  end
  return answer(p, args[1])
end

-- args: erasure.
function erasures.get(keys, args)
  return answer(keys[1], args[1])
end

-- args: erasure, which Redis was asked to rewrite its file.
function erasures.mark_rewrite(keys, args)
  local key = keys[1] .. 'erasure:' .. args[1]
  if call('EXISTS', key) == 1 then call('HSET', key, 'x', args[2]) end
  return {'ok'}
end

-- args: erasure, feed_max, then for each comment its id, its revision ('' where it
-- could not be read), the key of what was said ('' for none), its bands, six bytes
-- each, and the verdict that stays with the text. One that changed since is left
-- for another call.
function erasures.erase(keys, args)
  local p, now = keys[1], now_ms()
  local key = p .. 'erasure:' .. args[1]
  local kept = call('HMGET', key, 'author', 'keep')
  if not kept[1] then return answer(p, args[1]) end
  local keeps = kept[2] == '1'
  for i = 3, math.min(#args, 5 * CHUNK_MAX + 2), 5 do
    local id = args[i]
    local revision = call('HGET', p .. 'comment:' .. id, 'rev')
    local private = call('HMGET', p .. 'private:' .. id, 'author', 'email',
                         'cluster', 'source')
    if private[1] ~= kept[1] then
      call('HDEL', p .. 'author:' .. kept[1], id)
    elseif args[i + 1] == '' or args[i + 1] == revision then
      call('HINCRBY', key, 'c', 1)
      if private[2] then call('HINCRBY', key, 'e', 1) end
      call('HINCRBY', key, 't', count_texts(p, id, keeps))
      forget_said(p, id, args[i + 2], args[i + 3], private[3], now)
      if keeps then
        make_anonymous(p, id, args[i + 4], now, args[2])
      else
        if private[4] then call('HDEL', p .. 'sources', private[4]) end
        local retraction = erase_comment(p, id, now, args[2])
        if retraction then
          call('HINCRBY', key, 'r', 1)
          call('RPUSH', key .. ':x', retraction)
          call('EXPIRE', key .. ':x', ERASURE_SECONDS)
        end
      end
    end
  end
  return answer(p, args[1])
end

-- args: erasure, digest, record, the ban on the author ('' for none), its record
-- without all else, how long it may last (ms). Forgets the author, once no comment
-- is left in their record, and writes down that the erasure is done.
function erasures.finish(keys, args)
  local p, key = keys[1], keys[1] .. 'erasure:' .. args[1]
  local author = call('HGET', key, 'author')
  if author and authors.comments_in(p .. 'author:' .. author) == 0 then
    call('DEL', p .. 'author:' .. author)
    call('ZREM', p .. 'idle-authors', author)
    call('HDEL', key, 'author')
    call('HSET', key, 'done', '1')
    if args[4] ~= '' then
      strip_ban(p, args[4], args[5], now_ms() + tonumber(args[6]))
    end
    audit(p, args[2], args[3])
  end
  return answer(p, args[1])
end

-- args: erasure, which is done, its texts gone from Redis' file too. A log
-- outside of Redis is compared with these.
function erasures.settle(keys, args)
  local key, now = keys[1] .. 'erasures', now_ms()
  call('ZADD', key, 'NX', now, args[1])
  call('ZREMRANGEBYSCORE', key, '-inf', now - SETTLED_MS)
  return {'ok'}
end

-- args: up to 100 erasures. Answers those that are not settled.
function erasures.unsettled(keys, args)
  local found = {}
  for i = 1, math.min(#args, CHUNK_MAX) do
    if not call('ZSCORE', keys[1] .. 'erasures', args[i]) then
      found[#found + 1] = args[i]
    end
  end
  return found
end

-- args: erasure. Of each subscription its name and how many of the retractions
-- it has not acknowledged.
function erasures.pending(keys, args)
  local p = keys[1]
  local list = p .. 'erasure:' .. args[1] .. ':x'
  local sent = call('LLEN', list)
  local places, found = call('HGETALL', p .. 'subscriptions'), {}
  for i = 1, #places, 2 do
    local cursor = places[i + 1]:match('^[^|]+')
    -- They are in order: the first one behind the cursor lies between these. One
    -- by one, as reading ten thousand would keep everybody waiting.
    local low, high = 0, sent
    while low < high do
      local middle = math.floor((low + high) / 2)
      if before(cursor, call('LRANGE', list, middle, middle)[1]) then
        high = middle
      else
        low = middle + 1
      end
    end
    found[#found + 1], found[#found + 2] = places[i], sent - low
  end
  return found
end

end
