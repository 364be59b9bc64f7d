-- What a backup holds, counted in the throw-away Redis that loaded it
-- (deploy/installation.sh). Answers one line: "whole: …", or what is wrong.
-- It needs no winnowd and no key: sizes of indexes, a hash behind every member,
-- and the hash chain of the history, but for the keyed half of it.

local COMMENTS_A_READ = 1000
local INDEXES = {'held', 'leased', 'approved', 'rejected', 'spam', 'withdrawn'}

local function fields_of(flat)
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

-- How many comments an index of a site has; the first one without its hash.
local function count(p, index)
  local total = redis.call('ZCARD', p .. index)
  for from = 0, total - 1, COMMENTS_A_READ do
    local ids = redis.call('ZRANGE', p .. index, from, from + COMMENTS_A_READ - 1)
    for _, id in ipairs(ids) do
      if redis.call('EXISTS', p .. 'comment:' .. id) == 0 then
        return total, index .. ' lists a comment that is not there'
      end
    end
  end
  return total
end

-- How many records the history has; what breaks its chain.
local function follow(p)
  local ends = fields_of(redis.call('HGETALL', p .. 'audit-head'))
  local seq, head = tonumber(ends.cut or 0), ends['cut-head'] or ''
  local records, from = 0, '-'
  while true do
    local entries = redis.call('XRANGE', p .. 'audit', from, '+', 'COUNT', 1000)
    if #entries == 0 then break end
    for _, entry in ipairs(entries) do
      local f = fields_of(entry[2])
      if f.d then
        seq, records = seq + 1, records + 1
        if f.s ~= string.format('%.0f', seq) then
          return records, 'record ' .. seq .. ' of the history is missing'
        end
        head = redis.sha1hex(head .. '|' .. f.s .. '|' .. f.d)
      elseif tonumber(f.s) == seq and f.h ~= head then
        return records, 'the history does not match its checkpoint ' .. f.s
      end
      from = '(' .. entry[1]
    end
  end
  if tonumber(ends.seq or 0) ~= seq or (ends.head or '') ~= head then
    return records, 'the end of the history is not where it should be'
  end
  return records
end

local comments, records = 0, 0
local sites = redis.call('SMEMBERS', 'winnow:{!}:sites')
for _, site in ipairs(sites) do
  local p = 'winnow:{' .. site .. '}:'
  for _, index in ipairs(INDEXES) do
    local found, wrong = count(p, index)
    if wrong then return 'site ' .. site .. ': ' .. wrong end
    comments = comments + found
  end
  local found, wrong = follow(p)
  if wrong then return 'site ' .. site .. ': ' .. wrong end
  records = records + found
end
return string.format('whole: %d sites, %d comments, %d records of history',
                     #sites, comments, records)
