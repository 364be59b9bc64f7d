-- What is kept of an author: …author:AUTHOR has their counts, and a field for
-- each of their comments. Those that no comment is left of are in …idle-authors,
-- by their last use, where the sweep finds them.

local authors = {}

-- How many comments are left in an author's record.
function authors.comments_in(author)
  local others = 0
  for _, name in ipairs(AUTHOR_FIELDS) do
    others = others + call('HEXISTS', author, name)
  end
  return call('HLEN', author) - others
end

-- Forgets that a comment was this author's.
function authors.forget_comment(p, exact, id)
  local author = p .. 'author:' .. exact
  call('HDEL', author, id)
  if call('HLEN', author) > #AUTHOR_FIELDS or
      authors.comments_in(author) > 0 then
    return
  end
  local last = call('HGET', author, 'l')
  if last then
    -- It may be used again: the sweep looks before it forgets.
    call('ZADD', p .. 'idle-authors', last, exact)
  else
    call('DEL', author)
  end
end

-- Forgets what an author's comments counted, if they wrote none since `cutoff`
-- (ms). Those that are kept stay known as theirs, for erasing them.
function authors.forget_counts(p, exact, cutoff)
  local author = p .. 'author:' .. exact
  local last = tonumber(call('HGET', author, 'l') or nil)
  if not last or last > cutoff then return false end
  call('HDEL', author, unpack(AUTHOR_FIELDS))
  return true
end

-- Looks at up to `limit` authors without comments who wrote none since `cutoff`
-- (ms) as far as is known; answers how many there were and how many it forgot.
function authors.forget_idle(p, cutoff, limit)
  local index = p .. 'idle-authors'
  local idle = call('ZRANGEBYSCORE', index, '-inf', cutoff, 'LIMIT', 0, limit)
  local forgotten = 0
  for _, exact in ipairs(idle) do
    local author = p .. 'author:' .. exact
    local last = tonumber(call('HGET', author, 'l') or nil)
    if authors.comments_in(author) > 0 or not last or last <= cutoff then
      call('ZREM', index, exact)
      if authors.comments_in(author) == 0 then
        forgotten = forgotten + call('DEL', author)
      end
    else
      call('ZADD', index, last, exact)
    end
  end
  return #idle, forgotten
end
