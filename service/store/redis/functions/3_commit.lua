-- Storing a screened comment, with everything that follows from it.

-- Whether the site keeps a published comment, whose text has left (7_retention):
-- it can be taken down, and nothing else. Shells of withdrawn ones have none
-- either.
local function has_left(p, id)
  local comment = p .. 'comment:' .. id
  return call('HEXISTS', comment, 'body') == 0 and
      call('HGET', comment, 'state') ~= 'W'
end

local function delete_comment(p, id)
  local place = call('HMGET', p .. 'private:' .. id, 'author', 'thread',
                     'cluster', 'source')
  clusters.leave(p, id, place[3])
  reports.forget(p, id)
  if place[1] then authors.forget_comment(p, place[1], id) end
  if place[2] then call('ZREM', p .. 'approved:' .. place[2], id) end
  if place[4] then call('HDEL', p .. 'sources', place[4]) end
  call('DEL', p .. 'comment:' .. id, p .. 'private:' .. id)
end

-- What the filters threw away goes first when it grows past the site's bound:
-- two for each new one, so the bound is reached however far it was passed.
local function trim_discarded(p, max)
  for _ = 1, 2 do
    local spam, rejected = call('ZCARD', p .. 'spam'),
                           call('ZCARD', p .. 'rejected')
    if spam + rejected <= max then return end
    local index = p .. (spam >= rejected and 'spam' or 'rejected')
    local oldest = call('ZPOPMIN', index)
    if oldest[1] then delete_comment(p, oldest[1]) end
  end
end

-- Answers the event's cursor.
local function feed(p, type, id, revision, feed_max)
  return call('XADD', p .. 'feed', 'MAXLEN', '~', feed_max, '*', 't', type, 'c',
              id, 'r', revision)
end

-- Lists a withdrawn comment as an empty shell while published answers, or the
-- shells of answers, stand below it. What changes for it may change for the one
-- above, and so on.
local function settle_shell(p, thread, id)
  for _ = 1, CHUNK_MAX do
    local comment = p .. 'comment:' .. id
    -- While a thread moves, the one above may stand in another already.
    thread = call('HGET', p .. 'private:' .. id, 'thread') or thread
    local at = call('HMGET', comment, 'state', 'replies', 'shells', 'created',
                    'parent')
    local below = (tonumber(at[2]) or 0) + (tonumber(at[3]) or 0)
    local wanted = at[1] == 'W' and below > 0
    local listed = call('SISMEMBER', p .. 'shells:' .. thread, id) == 1
    if wanted == listed then return end
    if wanted then
      call('SADD', p .. 'shells:' .. thread, id)
      call('ZADD', p .. 'approved:' .. thread, at[4], id)
      call('HSET', comment, 'deleted', '1')
    else
      call('SREM', p .. 'shells:' .. thread, id)
      call('ZREM', p .. 'approved:' .. thread, id)
      call('HDEL', comment, 'deleted')
    end
    id = at[5]
    if not id or call('EXISTS', p .. 'comment:' .. id) == 0 then return end
    call('HINCRBY', p .. 'comment:' .. id, 'shells', wanted and 1 or -1)
  end
end

local function count_reply(p, thread, parent, by)
  local comment = p .. 'comment:' .. parent
  if parent == '' or call('EXISTS', comment) == 0 then return end
  call('HINCRBY', comment, 'replies', by)
  if call('HGET', comment, 'state') == 'W' then
    settle_shell(p, thread, parent)
  end
end

local function count_held(p, thread, by)
  call('HINCRBY', p .. 'thread:' .. thread, 'held', by)
end

-- Moves a comment between the indexes of two states; '' is nowhere. `who` is the
-- key that does it, nil for policy and author.
local function move(p, id, thread, parent, from, to, score, created, who)
  if from ~= '' then call('ZREM', p .. INDEX[from], id) end
  if to ~= '' then
    call('ZADD', p .. INDEX[to], score, id)
    seals.moved(p, id)
  end
  if from == 'H' then
    drop_lease(p, id)
    count_held(p, thread, -1)
    queue_changed(p, 'r', id, who or '')
  elseif to == 'H' then
    count_held(p, thread, 1)
    -- Not as it arrives: then the feed tells it.
    if from ~= '' then queue_changed(p, 'a', id, who or '') end
  end
  if from == 'A' then
    call('ZREM', p .. 'approved:' .. thread, id)
    call('ZREM', p .. 'reported', id)
    count_reply(p, thread, parent, -1)
  elseif to == 'A' then
    call('ZADD', p .. 'approved:' .. thread, created, id)
    count_reply(p, thread, parent, 1)
  end
end

local function count_author(p, exact, from, to)
  if exact == '' then return end
  local key = p .. 'author:' .. exact
  -- A record that is so old that its counts are gone counts old comments no more.
  if call('HEXISTS', key, 'l') == 0 then return end
  if from ~= '' and from ~= 'W' and
      call('HINCRBY', key, from:lower(), -1) < 0 then
    call('HSET', key, from:lower(), 0)
  end
  if to ~= '' and to ~= 'W' then call('HINCRBY', key, to:lower(), 1) end
end

-- Whether this author said exactly this in this thread within 24 hours: a
-- double click, where both were gathered before either was stored.
local function said_meanwhile(p, body, window, now)
  local stamp = call('HGET', p .. 'dup:' .. window, body)
  if not stamp and now % DUP_WINDOW_MS < RACE_MS then
    stamp = call('HGET', p .. 'dup:' .. (window - 1), body)
  end
  return stamp and now - tonumber(stamp) < OWN_MS
end

-- Notes what an author said where, and which cluster a text belongs to, of which
-- it may be counted already. A window that is full learns nothing more.
local function remember_text(p, id, body, cluster, bands, now, counted)
  local window = p .. 'dup:' .. math.floor(now / DUP_WINDOW_MS)
  local fields = call('HLEN', window)
  if fields >= DUP_FIELDS_MAX then return end
  local values = {}
  if body ~= '' then values = {body, now} end
  if #bands > 0 and cluster ~= '' then
    local known = short(cluster)
    for _, band in ipairs(bands) do
      values[#values + 1] = band
      values[#values + 1] = known
    end
    -- The first member is known by its id.
    if cluster ~= id and not counted then
      call('HINCRBY', window, 'c' .. known, 1)
    end
  end
  if #values > 0 then
    call('HSET', window, unpack(values))
    if fields == 0 then call('EXPIRE', window, DUP_SECONDS) end
  end
end

-- Lets an author say again what is said nowhere any more.
local function forget_text(p, body, now)
  local window = math.floor(now / DUP_WINDOW_MS)
  for w = window, window - OWN_WINDOWS + 1, -1 do
    call('HDEL', p .. 'dup:' .. w, body)
  end
end

-- args: id, request, request value, request_seconds, state, score, created_ms,
-- thread, parent, exact, body key, cluster, held_max, discarded_max, feed_max,
-- known to repeat itself (0 or 1), the author's mark, for how many ms its thread
-- runs hot from now on (0: that is not changed), ids of the bans that touch it
-- (each with a comma behind it), day and field of the verdict's count ('' for
-- none), bands n, band…, thread fields n, field, value…,
-- public n, field, value…, then the private fields and values.
local function commit(keys, args)
  local p, id, request = keys[1], args[1], args[2]
  local state, thread, parent, exact = args[5], args[8], args[9], args[10]
  local comment = p .. 'comment:' .. id
  if request ~= '' then
    local seen = call('GET', p .. 'request:' .. request)
    if seen and seen:sub(1, 16) ~= id then
      return {'replay', seen:sub(1, 16), seen:sub(17),
              fields_of(p .. 'comment:' .. seen:sub(1, 16))}
    end
  end
  -- The same commit sent twice, because its answer was lost.
  if call('EXISTS', comment) == 1 then
    return {'done', call('HGET', comment, 'state')}
  end
  if state == 'H' and count_waiting(p) >= tonumber(args[13]) then
    return {'full'}
  end
  if seals.is_under_lost_key(p, args) then return {'key_gone'} end
  local now = now_ms()
  local window = math.floor(now / DUP_WINDOW_MS)
  local repeats = args[16] == '1'
  if args[11] ~= '' and not repeats and
      said_meanwhile(p, args[11], window, now) then
    return {'again'}
  end
  if request ~= '' then
    local seconds = tonumber(args[4])
    if seconds == 0 then
      call('SET', p .. 'request:' .. request, args[3])
    else
      call('SET', p .. 'request:' .. request, args[3], 'EX', seconds)
    end
  end
  local hot_ms = tonumber(args[18])
  if hot_ms > 0 then
    local hot = p .. 'hot'
    call('ZREMRANGEBYSCORE', hot, '-inf', now)
    call('ZADD', hot, now + hot_ms, thread)
    call('EXPIRE', hot, HOT_SECONDS)
  end
  for ban in args[19]:gmatch('[^,]+') do
    if call('EXISTS', p .. 'ban:' .. ban) == 1 then
      call('HINCRBY', p .. 'ban:' .. ban, 'n', 1)
    end
  end
  if args[20] ~= '' then counts.add(p, args[20], args[21], 1) end
  local at = 22
  local bands = {}
  for i = 1, tonumber(args[at]) do bands[i] = args[at + i] end
  at = at + #bands + 1
  local n = tonumber(args[at])
  if n > 0 then
    call('HSET', p .. 'thread:' .. thread, unpack(args, at + 1, at + n))
    call('HSETNX', p .. 'thread:' .. thread, 'created', now)
  end
  call('ZADD', p .. 'threads', 'GT', args[7], thread)
  at = at + n + 1
  n = tonumber(args[at])
  call('HSET', comment, unpack(args, at + 1, at + n))
  at = at + n
  call('HSET', p .. 'private:' .. id, unpack(args, at + 1, #args))

  move(p, id, thread, parent, '', state, args[6], args[7])
  if exact ~= '' then
    local author = p .. 'author:' .. exact
    if call('HINCRBY', author, state:lower(), 1) == 1 then
      call('HSETNX', author, 'f', args[7])
    end
    if args[17] == '' then
      call('HSET', author, 'l', args[7], id, '')
    else
      call('HSET', author, 'l', args[7], id, '', 'w', args[17])
    end
  end

  clusters.join(p, id, args[12], args[7])
  -- The day counts from the first time it was said.
  remember_text(p, id, repeats and '' or args[11], args[12], bands, now)

  if state == 'A' then
    feed(p, 'a', id, 1, args[15])
  else
    feed(p, STATE_EVENT[state], id, 1, args[15])
    if state ~= 'H' then trim_discarded(p, tonumber(args[14])) end
  end
  return {'stored'}
end
