"""Small templates, one for each rule worth holding to. Grouped; the name of a group is for people."""

EXPRESSIONS = {
    "printing": """
none
true
false
1
-1
+1
007
0x1F
0b101
0o17
1_000
1.5
1.0
1e3
1e16
1e15
123456789.125
1e-4
1e-5
0.1
1.5e300
'text'
"it's"
'say "it"'
'a' 'b'
''
[]
()
(1,)
1, 2
(1, 2)
[1, 'a', none, true, 1.5]
['it\\'s', "say \\"x\\"", 'both \\' and "']
['tab\\t', 'nl\\n', 'cr\\r', 'back\\\\slash', '\\x00\\x7f\\xa0', '\\u200b\\u2028', '\\ufeff', '\\U0001F600', 'é']
{}
{'a': 1}
{'a': {'b': [1, {'c': none}]}}
{'a': 1,}
[1, 2,]
{'a': 1, 'a': 2}
missing
missing is defined
nothing
number
big
real
text
unicode
flag
items
person
nested
users
[missing]
nothing ~ true
[[[[]]]]
'\\x41\\101\\u0041\\U00000041\\a\\b\\f\\v\\q'
'a\\
b'
""",
    "arithmetic": """
1 + 2
1 - 2 - 3
2 * 3 + 4
2 + 3 * 4
7 // 2
-7 // 2
7 // -2
7 % 3
-7 % 3
7 % -3
7 / 2
6 / 2
1 / 3
2 ** 10
2 ** 3 ** 2
-2 ** 2
2 ** 0
2 ** 64
big + 1
big * big
1 / 0
1 // 0
1 % 0
1.5 + 1
1.5 * 2
0.1 + 0.2
3.0 - 1
5 / 2.0
true + true
true * 3
-true
+true
not true + 1
'a' + 'b'
'a' + 1
1 + 'a'
'a' + none
'a' + missing
missing + 'a'
missing + 1
missing - 1
missing * 2
none + 1
none * 2
'ab' * 3
3 * 'ab'
'ab' * 0
'ab' * -1
'ab' * true
'ab' * 1.5
[1] + [2]
[1] + (2,)
(1,) + (2,)
[1, 2] * 2
2 * [1]
[1] - [1]
{} + {}
-'a'
-missing
-none
- 5
-(-5)
--5
1 - -1
'a' - 'b'
'a' / 2
""",
    "joining": """
1 ~ 2
'a' ~ 1 ~ none ~ true
'a' ~ missing ~ 'b'
1 + 2 ~ 3
1 ~ 2 + 3
2 * 3 ~ 4
[1] ~ {'a': 'b'}
'a' ~ 1.5
missing ~ missing
'x' ~ ('a' if flag)
""",
    "logic": """
true and false
true or false
not true
not not true
1 and 2
0 and 2
0 or 'x'
'' or none
'a' or missing
missing or 'a'
missing and 'a'
none or missing or 0 or []
[] or {}
not missing
not none
not ''
not 'a'
not 0
not []
not {}
true or 1 / 0
false and 1 / 0
1 if true else 2
1 if false else 2
1 if false
(1 if false) is defined
'a' if none else 'b' if false else 'c'
1 if 0 or 1 else 2
not 1 == 2
not (1 == 2)
1 in [1] and 2 in [2]
1 if true if false else 3
flag and 'on' or 'off'
(missing or {}).a
(nothing or person).name
""",
    "comparisons": """
1 == 1
1 == 1.0
1 == true
0 == false
1 == '1'
'a' == 'a'
'a' != 'b'
none == none
none == missing
missing == missing
missing == missing2
missing != none
missing == ''
[1, 2] == [1, 2]
[1, 2] == (1, 2)
[1] == [1.0]
{'a': 1} == {'a': 1}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
{'a': 1} != {'a': 2}
1 < 2
1 <= 1
2 > 1
1 >= 2
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1
1 == 1 == 1
1 < 2 == true
'a' < 'b'
'a' < 'B'
'a' < 'aa'
'\\uffff' < '\\U0001F600'
[1, 2] < [1, 3]
[1] < [1, 2]
(1, 2) > (1,)
true < 2
1.5 < 2
1 < 'a'
none < 1
missing < 1
1 > missing
{} < {}
[1] < ['a']
[1, 'a'] < [2, 1]
big > 1
big == big
1 in [1, 2]
3 in [1, 2]
3 not in [1, 2]
'a' in 'abc'
'' in 'abc'
'd' not in 'abc'
1 in 'abc'
none in 'abc'
missing in 'abc'
'a' in {'a': 1}
1 in {'a': 1}
'b' not in person
[1] in {'a': 1}
[1] in [[1]]
1 in missing
1 in none
1 in 5
1.0 in [1]
true in [1]
none in [none]
missing in [missing]
'a' in ('a', 'b')
'a' in person.keys()
'Ada' in person.values()
('name', 'Ada') in person.items()
1 in range(3)
5 in range(3)
not 1 in [2]
'name' in person and person.name == 'Ada'
1 in [1] == true
""",
    "access": """
person.name
person['name']
person.missing
person.missing.more
person['missing']['more']
person.missing is defined
nested.a.b[1].c
nested['a']['b'][0]
nested.a.b.1.c
nested.a.b[5]
nested.a.b[5].c
nested.a.b[-1].c
nested.a.b[-9]
items[0]
items.0
items[-1]
items['0']
items[true]
items[1.0]
items[none]
items[missing]
items[]
items[,]
items[, 1]
items[1,, 2]
items[1, 2]
person['a', 'b']
person[1,]
items.first
person[0]
person[none]
person[['a']]
text[0]
text[-1]
text[99]
text.foo
text['foo']
unicode[0]
unicode[1]
unicode[-1]
number.foo
number[0]
none.foo
none['foo']
none[0]
nothing.foo
nothing.foo.bar
missing.foo
missing['foo']
missing[0]
true.foo
(1, 2)[0]
(1, 2)[1]
[[1, 2], [3]][0][1]
{'a': {'b': 'c'}}.a.b
{'a': {'b': 'c'}}['a'].b
{'items': 5}['items']
{'items': 5}.get('items')
schema.properties['items']
schema['properties']['items']['type']
schema.get('properties').get('items').type
'abc'.upper()
'abc'['upper']()
person['get']('name')
person.get('name')
person.get('missing')
person.get('missing', 'd')
person.get('missing', default='d')
person.get()
person.get(['a'])
person.get(1)
person.keys()
person.values()
person.items()
person.keys() | list
person.items() | list
person.keys() | length
person.items()[0]
person.items(1)
{}.keys()
users[0].name.first
users[1]['name']['first'] | upper
range(3)[1]
range(3)[5]
range(3)[-1]
(range(5))[1:3] | list
loop
loop.index
""",
    "slices": """
items[1:]
items[:2]
items[1:2]
items[:]
items[::2]
items[::-1]
items[-2:]
items[:-1]
items[5:]
items[-9:2]
items[3:1]
items[3:0:-1]
items[-1:-3:-1]
items[:1:-1]
items[1::-1]
items[::0]
items[none:2]
items['a':]
items[1.0:]
items[true:]
items[missing:]
items[100:200]
items[::-2]
items[-100:100:3]
[][::-1]
[1][::-1]
(1, 2, 3)[::-1]
(1, 2, 3)[1:]
text[1:]
text[:3]
text[::-1]
text[::2]
text[-3:]
text[2:1]
text[4:1:-1]
text[:-2]
unicode[1:]
unicode[:1]
unicode[::-1]
unicode[-2:]
''[::-1]
''[1:]
person[1:]
missing[1:]
nothing[1:]
number[1:]
items[1:][0]
items[::-1][0]
items[0:1] + items[2:]
users[1:][0].name.first
items[big:]
items[:big]
range(5)[::-1] | list
""",
    "methods": """
'  a b  '.strip()
'  a b  '.lstrip()
'  a b  '.rstrip()
'xxaxx'.strip('x')
'xyaxy'.strip('xy')
'xyaxy'.lstrip('xy')
'xyaxy'.rstrip('yx')
'a'.strip(none)
'a'.strip(1)
'\\n\\t a \\u00a0\\u2003\\x1c'.strip()
''.strip()
'aaa'.strip('a')
'a,b,c'.split(',')
'a,b,c'.split(',', 1)
'a,b,c'.split(',', maxsplit=1)
'a,b,c'.split(sep=',')
'a,b,c'.split(',')[-1]
'a,b,c'.split(',')[0]
' a  b c '.split()
' a  b c '.split(none, 1)
' a  b c '.split(maxsplit=1)
' a  b c '.split(' ')
''.split()
''.split(',')
'abc'.split('')
'abc'.split(1)
'abc'.split(',')
'a,,b'.split(',')
'a,b,c'.rsplit(',', 1)
'a,b,c'.rsplit(',')
' a  b c '.rsplit(none, 1)
' a  b c '.rsplit()
'aXXbXXc'.split('XX')
'aaaa'.split('aa')
'aaaaa'.rsplit('aa', 1)
'a\\nb\\r\\nc\\rd\\x0be\\x85f\\u2028g\\n'.splitlines()
'a\\nb'.splitlines(true)
'a\\nb'.splitlines('x')
'a\\nb'.splitlines(missing)
''.splitlines()
'think</think>rest'.split('</think>')[-1].lstrip('\\n')
'abc'.startswith('ab')
'abc'.startswith('b')
'abc'.startswith('')
'abc'.startswith(('x', 'a'))
'abc'.startswith(['a'])
'abc'.startswith(1)
'abc'.endswith('bc')
'abc'.endswith('b')
'abc'.endswith(('b', 'c'))
'abc'.removeprefix('ab')
'abc'.removeprefix('x')
'abc'.removesuffix('c')
'abc'.removesuffix('')
'aba'.replace('a', 'x')
'aba'.replace('a', 'x', 1)
'aba'.replace('a', '')
'abc'.replace('', '-')
'abc'.replace('', '-', 2)
'abc'.replace('', '-', 4)
'abc'.replace('', '-', 0)
''.replace('', '-')
'aba'.replace('a', 1)
'aba'.replace('a')
'aaaa'.replace('aa', 'b')
'hello world'.upper()
'HELLO'.lower()
'straße'.upper()
'ΟΔΟΣ'.lower()
'hello world'.title()
"they're bill's".title()
'hello-world 3rd x1y'.title()
'hELLO wORLD'.capitalize()
'ßa'.capitalize()
'ǆa'.capitalize()
'ﬁsh'.title()
''.capitalize()
'abcabc'.find('c')
'abcabc'.find('x')
'abcabc'.rfind('c')
'abcabc'.index('c')
'abcabc'.index('x')
unicode.find('é')
'abcabc'.count('bc')
'aaa'.count('aa')
'abc'.count('')
'abc'.count('x')
'-'.join(['a', 'b'])
'-'.join(['a'])
'-'.join([])
'-'.join('abc')
'-'.join([1])
'-'.join(person)
'-'.join(none)
', '.join(person.values())
'12'.isdigit()
'1a'.isdigit()
''.isdigit()
'ab'.isalpha()
'a1'.isalpha()
'a1'.isalnum()
'a-'.isalnum()
'  '.isspace()
''.isspace()
'AB'.isupper()
'A1'.isupper()
'1'.isupper()
'ab'.islower()
'aB'.islower()
'12'.isdecimal()
'abc'.nothing()
'abc'.nothing
'abc'.upper(1)
'abc'.upper(x=1)
[1, 2, 1].count(1)
[1, 2].index(2)
[1, 2].index(3)
(1, 2).index(2)
[1].nothing()
person.nothing()
person.name()
number()
none()
missing()
'abc'()
[1].append(2)
person.pop('name')
person.update({})
''.__class__.__mro__
""",
    "filters": """
'  a '|trim
'xax'|trim('x')
'xax'|trim(chars='x')
5|trim
none|trim
missing|trim
[1, 2]|trim
'a'|upper
5|upper
none|upper
missing|upper
'ABC'|lower
['A']|lower
'hello wORLD'|capitalize
5|capitalize
'hello wORLD foo-bar (baz [qux {quux <x'|title
"they're"|title
'a  b'|title
'éa ßb'|title
''|title
'abc'|length
unicode|length
[1, 2]|length
person|length
missing|length
none|length
5|length
(1, 2)|length
range(4)|length
[1]|count
person.items()|length
[1, 2]|map('string')|length
[1, 2, 3]|first
[]|first
'abc'|first
''|first
person|first
missing|first
none|first
5|first
[1, 2, 3]|last
[]|last
'abc'|last
''|last
unicode|last
person|last
missing|last
none|last
range(3)|last
[1, 2]|map('string')|last
[1, 2, 3]|join
[1, 2, 3]|join(', ')
[1, none, true, 'a', 1.5]|join('|')
'abc'|join('-')
person|join(',')
missing|join(',')
none|join(',')
5|join(',')
[1, 2]|join(0)
[[1], {'a': 'b'}]|join(' ')
users|join(', ', attribute='name.first')
users|map(attribute='name')|join(', ', 'first')
[missing, 1]|join(',')
[1, 2]|join(d='-')
'abc'|list
unicode|list
(1, 2)|list
person|list
missing|list
none|list
5|list
range(3)|list
range(1, 4)|list
range(0, 10, 3)|list
range(5, 0, -2)|list
range(0)|list
range(-3)|list
range(1, 2, 0)|list
range('a')|list
range(100001)|list
range(2.0)|list
range()|list
'abc'|replace('b', 'x')
'aaa'|replace('a', 'b', 2)
'a1a'|replace(1, 2)
5|replace('5', 'x')
none|replace('N', 'x')
missing|replace('a', 'b')
'abc'|replace('b')
'abc'|replace('', '-')
'a'|default('b')
missing|default('b')
missing|default
none|default('b')
none|default('b', true)
''|default('b', true)
''|default('b', boolean=true)
''|d('b')
missing|d('b')|upper
person.missing|default('x')
missing.foo|default('x')
missing|default(default_value=3)
'abc'|reverse
unicode|reverse
[1, 2, 3]|reverse|list
(1, 2)|reverse|list
5|reverse
none|reverse
missing|reverse|list
person|reverse|list
[3, 1, 2]|sort
[3, 1, 2]|sort(reverse=true)
[3, 1, 2]|sort(reverse=1)
[3, 1, 2]|sort(reverse=missing)
[3, 1, 2]|sort(reverse=none)
['b', 'A']|sort(case_sensitive=missing)
['b', 'A', 'c', 'a', 'B']|sort
['b', 'A', 'c', 'a', 'B']|sort(case_sensitive=true)
['b', 'A', 'c', 'a', 'B']|sort(true)
[1, 'a']|sort
[none, 1]|sort
[]|sort
'bca'|sort
person|sort
users|sort(attribute='name.first')|map(attribute='name.first')|list
users|sort(attribute='age', reverse=true)|map(attribute='name.first')|list
[[2, 'a'], [1, 'b']]|sort
[1.5, 1, true]|sort
['a', 'A', 'b', 'B', 'a']|unique|list
['a', 'A', 'b']|unique(case_sensitive=true)|list
[1, 1.0, true, 2]|unique|list
[[1], [1]]|unique|list
[(1,), (1,)]|unique|list
users|unique(attribute='age')|map(attribute='name.first')|list
none|unique|list
person|items|list
{}|items|list
missing|items|list
none|items|list
[1]|items|list
person|dictsort
{'b': 1, 'A': 2, 'a': 3}|dictsort
{'b': 1, 'A': 2, 'a': 3}|dictsort(true)
{'b': 1, 'A': 2}|dictsort(by='value')
{'b': 1, 'A': 2}|dictsort(false, 'value', true)
{'b': 1, 'A': 2}|dictsort(reverse=true)
{'b': 1}|dictsort(by='x')
[1]|dictsort
users|selectattr('active')|map(attribute='name.first')|list
users|rejectattr('active')|map(attribute='name.first')|list
users|selectattr('age', '>', 40)|map(attribute='name.first')|list
users|selectattr('age', 'equalto', 36)|list|length
users|selectattr('age', 'eq', 36)|list|length
users|selectattr('age', '==', 36)|list|length
users|selectattr('missing', 'defined')|list
users|selectattr('missing')|list
users|selectattr('missing', 'undefined')|list|length
users|selectattr('missing.more')|list
users|selectattr('age', 'in', [36, 85])|map(attribute='age')|list
users|selectattr('name.first', 'equalto', 'Ada')|list|length
users|selectattr()|list
users|selectattr('age', 'nosuchtest')|list
users|rejectattr('age', 'ne', 36)|map(attribute='age')|list
users|selectattr('age', 'odd')|map(attribute='age')|list
[0, 1, 2, '', 'a', none]|select|list
[0, 1, 2, '', 'a', none]|reject|list
[1, 2, 3, 4]|select('even')|list
[1, 2, 3, 4]|reject('divisibleby', 2)|list
[1, 'a', none]|select('string')|list
['a', 'b']|select('in', 'abc')|list
missing|select|list
none|select|list
users|map(attribute='name.first')|list
users|map(attribute='missing')|list
users|map(attribute='missing', default='x')|list
users|map(attribute='name')|map(attribute='first')|join(',')
['a', 'b']|map('upper')|list
['a', 'b']|map('replace', 'a', 'x')|list
[[1, 2], [3]]|map('join', '-')|list
[[1, 2], [3]]|map('first')|list
[{'a': 1}]|map('tojson')|list
[1, 2]|map('nosuch')|list
[[1, 2], [3, 4]]|map(attribute=0)|list
[[1, 2], [3, 4]]|map(attribute='1')|list
[1, 2]|map()|list
none|map('upper')|list
0|map('upper')|list
number|map('upper')|list
''|select|list
missing|selectattr('a')|list
false|rejectattr('a')|list
missing|map('upper')|list
5|string
none|string
[1, 'a']|string
'a'|string|length
missing|string|length
true|string + 'x'
'5'|int
'5.7'|int
' 5 '|int
'-5'|int
'+5'|int
'x'|int
'x'|int(7)
'x'|int(default=none)
''|int
none|int
missing|int
true|int
5.9|int
-5.9|int
[1]|int
'1_000'|int
'1e3'|int
'12 3'|int
'5'|int + 1
'1.5'|float
'x'|float
'x'|float(2)
5|float
true|float
none|float
'.5'|float
'5.'|float
' 1e2 '|float
big|string
'a\\nb\\nc'|indent
'a\\nb\\n\\nc'|indent(2)
'a\\nb\\n\\nc'|indent(2, true)
'a\\nb\\n\\nc'|indent(2, false, true)
'a\\nb\\n\\nc'|indent(2, first=true, blank=true)
'a\\nb'|indent('> ')
'a\\nb\\n'|indent(2)
''|indent(2, true)
'\\na'|indent(2, true)
5|indent
missing|indent
'a\\x0bb\\u2028c'|indent(2)
[1, 3, 2]|max
[1, 3, 2]|min
[]|max
['b', 'A']|min
['b', 'A']|min(case_sensitive=true)
users|max(attribute='age')|string|length
[1, 'a']|max
'a'|safe
5|safe
none|safe
'<b>'|safe
'<b>'|safe ~ '<i>'
'<i>' ~ ('<b>'|safe)
['<b>'|safe, '<i>']|join('&')
'<b>'|safe is string
'<b>'|safe|string
'<b>' | safe if true else '<i>'
('' | safe) or 'x'
'a'|upper|safe
'a'|upper|lower|title
-1|string
-1|string|length
- 1|string
1 + 2|string|length
'a' ~ 'b'|upper
('a' ~ 'b')|upper
'a' in 'A'|lower
not 'a'|length == 1
[1, 2]|length > 1 and 'x'|length == 1
person.name|upper ~ '!'
'a b'.split()|join('-')
('a'|upper).lower()
'a'|upper.lower
'abc'|first|upper
'a'|nosuch
'a'|upper(1)
'a'|trim(1)
'a'|trim('a', 'b')
'a'|trim(foo=1)
""",
    "json": """
none|tojson
true|tojson
5|tojson
1.5|tojson
1.0|tojson
1e100|tojson
1e-7|tojson
-0.0|tojson
big|tojson
'a'|tojson
'quote " back \\\\ slash / nl \\n tab \\t cr \\r bs \\b ff \\f'|tojson
'\\x00\\x01\\x1f\\x7f'|tojson
'é \\u2028 \\U0001F600 <b> &'|tojson
'é \\U0001F600'|tojson(ensure_ascii=true)
'\\x7f'|tojson(ensure_ascii=true)
[]|tojson
{}|tojson
[1, [2, {}], []]|tojson
(1, 2)|tojson
{'a': 1, 'b': [true, none]}|tojson
person|tojson
nested|tojson
schema|tojson
schema|tojson(indent=2)
schema|tojson(indent=4)
schema|tojson(indent=0)
schema|tojson(2)
schema|tojson(indent='--')
schema|tojson(indent=none)
schema|tojson(false, 1)
schema|tojson(indent=-1)
[]|tojson(indent=2)
{}|tojson(indent=2)
[[], {}]|tojson(indent=2)
[1, 2]|tojson(indent=2)
{'b': 1, 'a': {'d': 1, 'c': 2}}|tojson(sort_keys=true)
{'b': 1, 'a': 2}|tojson(separators=(',', ':'))
{'b': 1, 'a': 2}|tojson(separators=(',', ':'), indent=1)
{'b': 1, 'a': 2}|tojson(separators=[',', ':'])
missing|tojson
[missing]|tojson
person.items()|tojson
range(2)|tojson
namespace(a=1)|tojson
[1]|map('string')|tojson
[1, 2]|map('string')|list|tojson
schema|tojson|length
schema|tojson|indent(2)
schema.properties|tojson(indent=4)|indent(4)
""",
    "tests": """
missing is defined
missing is not defined
missing is undefined
person is defined
person.missing is defined
person.name is defined
person.name is defined and person.name == 'Ada'
not person.missing is defined
nothing is defined
nothing is none
nothing is not none
0 is none
none is none
missing is none
'a' is string
5 is string
none is string
missing is string
person is mapping
[1] is mapping
missing is mapping
'a' is iterable
[1] is iterable
person is iterable
5 is iterable
none is iterable
missing is iterable
range(2) is iterable
([1]|map('string')) is iterable
person.items() is iterable
'a' is sequence
[1] is sequence
(1,) is sequence
person is sequence
5 is sequence
none is sequence
missing is sequence
range(2) is sequence
person.items() is sequence
([1]|map('string')) is sequence
5 is number
5.5 is number
true is number
'5' is number
5 is integer
true is integer
5.0 is integer
5.0 is float
5 is float
true is boolean
1 is boolean
none is boolean
true is true
1 is true
false is false
0 is false
none is false
false is true
flag is true
flag is not true
range is callable
person is callable
'a'.upper is callable
missing is callable
namespace is callable
1 is odd
2 is even
-1 is odd
-2 is even
'a' is odd
true is odd
6 is divisibleby 3
6 is divisibleby(4)
6 is divisibleby 0
1 is equalto 1
1 is eq 1
1 is ==1
'a' is in 'abc'
'a' is in ['a']
'a' is not in ['b']
1 is in(range(2))
1 is lt 2
2 is gt 1
1 is le 1
1 is ge 2
1 is ne 1
1 is lessthan 2
'abc' is lower
'ABC' is upper
'aBC' is upper
5 is lower
none is sameas none
true is sameas true
1 is sameas true
'a' is equalto 'a' and true
'a' is string is defined
'a' is nosuch
'a' is string('b')
1 is equalto
1 is divisibleby
'x' if person is mapping else 'y'
'x' if person is not mapping else 'y'
person is mapping or false
person.name is string and not person.name is number
'a'|upper is upper
person is defined if flag else 'z'
namespace() is mapping
namespace(a=1) is iterable
namespace() is defined
""",
    "functions": """
namespace(a=1).a
namespace(a=1)['a']
namespace(a=1).b
namespace(a=1).b is defined
namespace({'a': 1}).a
namespace({'a': 1}, b=2).b
namespace([('a', 1)]).a
namespace(1)
namespace({}, {})
dict(a=1)
dict({'a': 1}, b=2)
dict([('a', 1)])
dict()
dict(1)
dict(missing)
namespace(missing)
dict(a=1).items()|list
raise_exception('no')
raise_exception()
strftime_now('%d %b %Y')
strftime_now('%Y-%m-%d')
strftime_now('%B %-d, %Y %H:%M:%S %I %p %A %a %y %j %%')
strftime_now('%e|%D|%F|%T|%R|%h|%-m|%-H|%-I')
strftime_now()
strftime_now(1)
strftime_now is defined
raise_exception is defined
nosuch()
nosuch is defined
range(3, 1)|list
range(1, 2, 3, 4)|list
""",
    "syntax": """

1 +
(1
1)
[1
{'a'}
{'a': }
'a
a b
a.
a.'b'
a[
a[]
1 2
'a' 1
a |
a | 1
a is
not
1 not 2
1 ..2
@
a ? b
$
a = 1
f(a=1, 2)
f(a=1, a=2)
f(,)
f(1,)
f(1 2)
{'a': 1 'b': 2}
[1 2]
1 if
if
1 else 2
a.b.
!a
a && b
"a'
1.
.5
1.foo
1e
1__0
0x
08
{'a': 1}.a.b.c
{{1}}
'}}'
"%}"
'{{'
{'a': {'b': {'c': 1}}}
{'a': {'b': {'c': 1}}}.a.b
""",
}

TEMPLATES = {
    "white space": [
        "a {{ 1 }} b",
        "a {{- 1 }} b",
        "a {{ 1 -}} b",
        "a {{- 1 -}} b",
        "a \n {{- 1 -}} \n b",
        "a {{+ 1 }} b",
        "a {{ 1 +}} b",
        "  {{ 1 }}  ",
        "\n  {{ 1 }}\n\n",
        "{% if true %}\na\n{% endif %}\nb\n",
        "  {% if true %}\n  a\n  {% endif %}\n  b",
        "x  {% if true %}\n  a\n  {% endif %}  \n  b",
        "{% if true %} a {% endif %}",
        "{%- if true %} a {%- endif %} b",
        "{% if true -%} a {% endif -%} b",
        "{%- if true -%}\n\n a \n\n{%- endif -%}\n\n b",
        "a\n\n  {%- if true %}b{% endif %}",
        "  {%+ if true %}a{% endif %}",
        "  {%+ if true +%}\na\n  {%+ endif +%}\nb",
        "{% if true +%}\na{% endif %}",
        "{% if true %}\n\na{% endif %}",
        "{% if true %}\r\na\r\n{% endif %}\r\nb\r\n",
        "a\rb",
        "a\n",
        "a\n\n",
        "\n",
        "\n\n",
        "",
        " ",
        "{# c #}",
        "a{# c #}b",
        "a\n{# c #}\nb",
        "a\n  {# c #}\nb",
        "a\n  {#- c -#}\n  b",
        "a\n  {#+ c +#}\n  b",
        "a {#- c #} b",
        "a {# {{ 1 }} {% if %} #} b",
        "a {# c",
        "a {##} b",
        "a {#-#} b",
        "a {#--#} b",
        "a #} b",
        "a }} b",
        "a %} b",
        "a { b",
        "a {",
        "a { { 1 } } b",
        "{{ '{{' }} {{ '}}' }} {{ '%}' }}",
        "{{ {'a': {'b': 1}} }}",
        "{{ {'a': 1}}}",
        "{{-1}}",
        "{{ -1 }}",
        "{{- -1 }}",
        "{{ 1 - 1 }}",
        "{{ 1 -1 }}",
        "{%set x=1%}{{x}}",
        "{%-set x=1-%} {{x}}",
        "   {%- set x = 1 %}   \n   {{ x }}",
        "\t{% set x = 1 %}\t{{ x }}",
        "\n\t{% set x = 1 %}\n\t{{ x }}",
        "{% set x = 1 %}\n  {% set y = 2 %}\n{{ x }}{{ y }}",
        "{% set x = 1 %}  {% set y = 2 %}\n{{ x }}{{ y }}",
        "{{ 1 }}  {% set y = 2 %}\n{{ y }}",
        "{{ 1 }}\n  {% set y = 2 %}\n{{ y }}",
        "{{ 1\n}}\n{{\n2 }}",
        "\u00a0{%- set x = 1 -%}\u2003x",
        "a\u00a0\n\u00a0{% set x = 1 %}x",
        "{% raw %}{{ 1 }}{% if %}{% endraw %}",
        "a {%- raw -%} {{ 1 }} {%- endraw -%} b",
        "a\n  {% raw %}\n x \n  {% endraw %}\n b",
        "a\n  {%+ raw %}\n x \n  {%+ endraw +%}\n b",
        "{% raw %}{% endraw",
        "{% raw %}{# x #}{% raw %}{% endraw %}",
        "{%raw%}x{%endraw%}",
        "{% for i in items %}\n{{ i }}\n{% endfor %}\n.",
        "{% for i in items %}\n  {{ i }}\n{% endfor %}\n.",
        "{% for i in items -%}\n  {{ i }}\n{%- endfor %}\n.",
        "{%- for i in items %}\n    {%- if i > 1 %}\n        {{- i }}\n    {%- endif %}\n{%- endfor %}\n.",
        "{% if true %}a\n{% else %}b\n{% endif %}\n\nc",
        "line\n    {%- set x = 1 %}\n    next",
        "{{ 'a' }}\n{{ 'b' }}\n",
        "{{ 'a' -}}\n\n\n{{ 'b' }}",
        "{{ 'a\r\nb' }}|",
        "{{ 'a\\r\\nb' }}|",
        "{{",
        "{%",
        "{{ 1",
        "{% if",
        "{% if true %}",
        "{{ 1 %}",
        "{% set x = 1 }}",
        "{{ (1 }}",
        "{{ [1) }}",
        "{{ ) }}",
    ],
    "conditions": [
        "{% if 1 %}a{% endif %}",
        "{% if 0 %}a{% endif %}",
        "{% if 0 %}a{% else %}b{% endif %}",
        "{% if 0 %}a{% elif 1 %}b{% else %}c{% endif %}",
        "{% if 0 %}a{% elif 0 %}b{% elif 1 %}d{% else %}c{% endif %}",
        "{% if 0 %}a{% elif 0 %}b{% endif %}",
        "{% if missing %}a{% else %}b{% endif %}",
        "{% if missing.foo %}a{% else %}b{% endif %}",
        "{% if person.missing %}a{% else %}b{% endif %}",
        "{% if not missing %}a{% endif %}",
        "{% if 1, 2 %}a{% endif %}",
        "{% if 1: %}a{% else: %}b{% endif %}",
        "{% if %}a{% endif %}",
        "{% if 1 %}a",
        "{% if 1 %}a{% endfor %}",
        "{% if 1 %}a{% else %}b{% elif 1 %}c{% endif %}",
        "{% endif %}",
        "{% else %}",
        "{% if 1 if 0 else 1 %}a{% endif %}",
        "{% if (1 if 0 else 1) %}a{% endif %}",
        "{% if 1 %}{% set x = 1 %}{% endif %}{{ x }}",
        "{% if 0 %}{% set x = 1 %}{% endif %}{{ x }}|",
        "{% if 1 %}{% if 0 %}a{% else %}b{% endif %}{% else %}c{% endif %}",
        "{% if false %}{{ 1/0 }}{% endif %}ok",
        "{% if false %}{{ missing.a.b }}{% endif %}ok",
        "{% if text == 'Hello' and number == 42 or false %}y{% endif %}",
        "{% if (messages is defined) and messages %}y{% else %}n{% endif %}",
        "{% nosuch %}",
        "{% 1 %}",
        "{% %}",
        "{%  if   1   %}a{%  endif  %}",
        "{% if 1 %}a{% endif x %}",
    ],
    "assignments": [
        "{% set x = 1 %}{{ x }}",
        "{% set x = 1, 2 %}{{ x }}",
        "{% set x, y = 1, 2 %}{{ x }}{{ y }}",
        "{% set (x, y) = [1, 2] %}{{ x }}{{ y }}",
        "{% set x, (y, z) = 1, (2, 3) %}{{ x }}{{ y }}{{ z }}",
        "{% set x, y = 'ab' %}{{ x }}{{ y }}",
        "{% set x, y = [1] %}{{ x }}",
        "{% set x, y = [1, 2, 3] %}{{ x }}",
        "{% set x, y = 5 %}{{ x }}",
        "{% set x, y = missing %}{{ x }}",
        "{% set x, = [1] %}{{ x }}",
        "{% set x = y = 1 %}",
        "{% set 1 = x %}",
        "{% set none = 1 %}",
        "{% set x %}",
        "{% set x %}a{{ 1 }}b{% endset %}{{ x }}|{{ x|length }}",
        "{% set x | upper %}a{{ 1 }}b{% endset %}{{ x }}",
        "{% set x | upper | replace('A', 'z') | trim %} ab {% endset %}{{ x }}",
        "{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y }}",
        "{% set x | length %}abc{% endset %}{{ x + 1 }}",
        "{% set x %}{% endset %}[{{ x }}]",
        "{% set x = 'outer' %}{% set y %}{{ x }}{% set x = 'inner' %}{{ x }}{% endset %}{{ y }}{{ x }}",
        "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}{{ ns.x }}",
        "{% set ns = namespace() %}{% set ns.x = [1] %}{% set ns.x = ns.x + [2] %}{{ ns.x }}",
        "{% set ns = namespace(x=0) %}{% for i in items %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=0) %}{% set ns.x %}block{% endset %}{{ ns.x }}",
        "{% set ns.x = 1 %}",
        "{% set ns = {} %}{% set ns.x = 1 %}",
        "{% set ns = namespace(a=1) %}{% set alias = ns %}{% set alias.a = 2 %}{{ ns.a }}",
        "{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}",
        "{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}",
        "{% for i in [1, 2] %}{{ x }}{% set x = i %}{{ x }}{% endfor %}[{{ x }}]",
        "{{ x }}{% set x = 1 %}{{ x }}",
        "{{ text }}{% set text = 1 %}{{ text }}",
        "{% set text = text + '!' %}{{ text }}",
        "{% set range = 5 %}{{ range }}",
        "{% set x = [] %}{% set x = x + [1] %}{% set x = x + [2] %}{{ x }}",
        "{% set x = {'a': 1} %}{% set y = dict(x, b=2) %}{{ x }}{{ y }}",
        "{% set x = none %}{{ x is none }}",
        "{% set x = missing %}{{ x is defined }}",
        "{% set x = (1 if false) %}{{ x is defined }}",
        "{% set a.b.c = 1 %}",
        "{% set x = 1 %}{% set x = x if x else 2 %}{{ x }}",
        "{% set true = 1 %}",
        "{% set m = {'a': 'b'} %}{{ m.a }}{{ m['a'] }}{{ m }}",
        "{% set v = person | items %}{{ v | list | length }}{{ v | list | length }}",
        "{% set v = [1, 2, 3] | map('string') %}{{ v | first }}{{ v | list }}{{ v | list }}",
        "{% set v = ['a', 'b'] | map('upper') %}{% for x in v %}{{ x }}{% endfor %}{% for x in v %}{{ x }}{% else %}none{% endfor %}",
        "{% set v = ['a', 'b'] | map('upper') %}{{ 'A' in v }}{{ v | list }}",
    ],
    "loops": [
        "{% for i in items %}{{ i }}{% endfor %}",
        "{% for i in items %}{{ i }}{{ ', ' if not loop.last }}{% endfor %}",
        "{% for i in [] %}{{ i }}{% else %}empty{% endfor %}",
        "{% for i in items %}{{ i }}{% else %}empty{% endfor %}",
        "{% for i in missing %}{{ i }}{% else %}empty{% endfor %}",
        "{% for i in none %}{{ i }}{% else %}empty{% endfor %}",
        "{% for i in 5 %}{{ i }}{% endfor %}",
        "{% for c in text %}{{ c }}.{% endfor %}",
        "{% for c in unicode %}{{ c }}.{% endfor %}",
        "{% for k in person %}{{ k }}.{% endfor %}",
        "{% for k, v in person.items() %}{{ k }}={{ v }};{% endfor %}",
        "{% for k, v in person|items %}{{ k }}={{ v }};{% endfor %}",
        "{% for k, v in person|dictsort %}{{ k }}={{ v }};{% endfor %}",
        "{% for (k, v) in person.items() %}{{ k }}={{ v }};{% endfor %}",
        "{% for k, (a, b) in [[1, [2, 3]]] %}{{ k }}{{ a }}{{ b }}{% endfor %}",
        "{% for k, v in [[1]] %}{{ k }}{% endfor %}",
        "{% for k, v in [1] %}{{ k }}{% endfor %}",
        "{% for k, v in person %}{{ k }}{% endfor %}",
        "{% for a, b in ['xy', 'zw'] %}{{ a }}{{ b }}.{% endfor %}",
        "{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}",
        "{% for i in items %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }};{% endfor %}",
        "{% for i in items %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }};{% endfor %}",
        "{% for i in items %}{{ loop.previtem.foo }}{% endfor %}",
        "{% for i in items %}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{% for i in items %}{{ loop.depth }}{{ loop.depth0 }}{% endfor %}",
        "{% for i in items %}{{ loop.nosuch }}{% endfor %}|",
        "{% for i in items if i > 1 %}{{ i }}:{{ loop.index }}/{{ loop.length }}{{ loop.last }};{% endfor %}",
        "{% for i in items if i > 100 %}{{ i }}{% else %}none{% endfor %}",
        "{% for u in users if u.active %}{{ u.name.first }}{{ loop.first }}{% endfor %}",
        "{% for u in users if u.active and u.age > 40 %}{{ u.name.first }}{% endfor %}",
        "{% for k, v in person.items() if v is string %}{{ k }}{% endfor %}",
        "{% for i in items if loop.index > 1 %}{{ i }}{% endfor %}",
        "{% set ns = namespace(stop=false) %}{% for i in items if not ns.stop %}{{ i }}{% if i == 2 %}{% set ns.stop = true %}{% endif %}{% endfor %}",
        "{% set ns = namespace(stop=false) %}{% for i in items if not ns.stop %}{{ i }}{{ loop.last }}{% if i == 2 %}{% set ns.stop = true %}{% endif %}{% endfor %}",
        "{% set ns = namespace(stop=false) %}{% for i in items if not ns.stop %}{{ i }}{{ loop.length }}{% set ns.stop = true %}{% endfor %}",
        "{% for i in items %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}",
        "{% for i in items %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
        "{% for i in items %}{% break %}{% else %}e{% endfor %}.",
        "{% for i in items %}{% continue %}{% else %}e{% endfor %}.",
        "{% for i in items %}{% if i == 2 %}{% break %}{% endif %}{% else %}e{% endfor %}.",
        "{% for i in items %}{% if i > 1 %}{% continue %}{% endif %}{% else %}e{% endfor %}.",
        "{% for i in items %}{% if i < 3 %}{% continue %}{% endif %}{% else %}e{% endfor %}.",
        "{% for i, in [[1]] %}{{ i }}{% endfor %}",
        "{% for i in items %}{% for j in items %}{% if j > i %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}",
        "{% for i in items %}{% for j in [] %}{% else %}{% break %}{% endfor %}{{ i }}{% endfor %}",
        "{% for i in items %}{% set x %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endset %}{{ x }}{% endfor %}",
        "{% break %}",
        "{% continue %}",
        "{% if true %}{% break %}{% endif %}",
        "{% for i in items %}{% endfor %}{% break %}",
        "{% for i in items %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
        "{% for i in items %}{{ i }}{% for j in [1, 2] %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}",
        "{% for i in items %}{% set outer = loop %}{% for j in [1, 2] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}",
        "{% for i in items %}{% endfor %}{{ i }}|{{ loop }}|",
        "{% for i in items[::-1] %}{{ i }}{% endfor %}",
        "{% for i in items|reverse %}{{ i }}{{ loop.last }}{% endfor %}",
        "{% for i in items|reverse %}{{ i }}{{ loop.length }}{{ loop.revindex }}{% endfor %}",
        "{% for i in range(3) %}{{ i }}{% endfor %}",
        "{% for i in range(items|length - 1, -1, -1) %}{{ items[i] }}{% endfor %}",
        "{% for i in 1, 2, 3 %}{{ i }}{% endfor %}",
        "{% for i in (1, 2) %}{{ i }}{% endfor %}",
        "{% for i in [1, 2] if true %}{{ i }}{% endfor %}",
        "{% for i in items if true else [] %}{{ i }}{% endfor %}",
        "{% for i in (items if flag else []) %}{{ i }}{% endfor %}",
        "{% for i in users|selectattr('active') %}{{ i.age }}{{ loop.length }}{% endfor %}",
        "{% for u in users %}{{ u.name.first }}{{ loop.nextitem.age }}{% if loop.last %}{% else %},{% endif %}{% endfor %}",
        "{% for u in users %}{% if loop.previtem is defined and loop.previtem.age < u.age %}up{% endif %}.{% endfor %}",
        "{% for loop in items %}{% endfor %}",
        "{% for none in items %}{% endfor %}",
        "{% for i items %}{% endfor %}",
        "{% for in items %}{% endfor %}",
        "{% for i in %}{% endfor %}",
        "{% for i in items %}",
        "{% for i in items %}{% else %}{% else %}{% endfor %}",
        "{% for i.x in items %}{% endfor %}",
        "{% for item in [[1, 2], [3, 4]] %}{{ item[0] }}{{ item|last }}{% endfor %}",
        "{% for i in items %}{% if loop.index0 % 2 == 0 %}e{% else %}o{% endif %}{% endfor %}",
        "{% for i in items %}{% if (i == 1) != (loop.index0 % 2 == 0) %}{{ raise_exception('x') }}{% endif %}{{ i }}{% endfor %}",
        "{% for a in [1, 2] %}{% for b in [a, a + 1] %}{{ a }}{{ b }}{{ loop.last }}{% endfor %}{% endfor %}",
        "{% for x in [1, 2, 3] %}{% set y = x * 2 %}{{ y }}{% if y > 2 %}{% set y = 0 %}{% endif %}{{ y }} {% endfor %}",
        "{% for i in items %}\n{%- if not loop.first %}, {% endif %}\n{{- i }}\n{%- endfor %}",
        "{% for text in ['a'] %}{{ text }}{% endfor %}{{ text }}",
        "{% for text in ['a'] if text == 'a' %}{{ text }}{% endfor %}{{ text }}",
        "{% for i in items recursive %}{% endfor %}{{ 1/0 }}",
    ],
    "macros": [
        "{% macro m() %}a{% endmacro %}{{ m() }}{{ m() }}",
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}{{ m(x=2) }}{{ m() }}",
        "{% macro m(x, y=2) %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(1, y=4) }}{{ m(y=1, x=2) }}",
        "{% macro m(x, y=x) %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}",
        "{% macro m(x=1, y=x + 1, z=y) %}{{ x }}{{ y }}{{ z }}{% endmacro %}{{ m() }}{{ m(5) }}{{ m(z=9) }}",
        "{% macro m(x) %}{{ x is defined }}{% endmacro %}{{ m() }}{{ m(none) }}{{ m(missing) }}",
        "{% macro m(x='d') %}{{ x }}{% endmacro %}{{ m(missing) }}|{{ m(none) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1, 2) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(y=2) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1, x=2) }}",
        "{% macro m(x=1, y) %}{% endmacro %}",
        "{% macro m(x, x) %}{{ x }}{% endmacro %}",
        "{% macro m(1) %}{% endmacro %}",
        "{% macro m %}{% endmacro %}",
        "{% macro m() %}",
        "{{ m() }}{% macro m() %}a{% endmacro %}",
        "{% macro m() %}{{ text }}{% endmacro %}{{ m() }}",
        "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% set x = 2 %}{{ m() }}",
        "{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}",
        "{% macro m() %}{% set x = 5 %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}{{ x }}",
        "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}b{% endmacro %}{{ a() }}",
        "{% macro m() %} a {% endmacro %}{{ m()|trim }}|{{ m() + 'x' }}|{{ m()|length }}|{{ m().strip() }}",
        "{% macro m(x) %}{% for i in x %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}{% endmacro %}{{ m([1, 2]) }}",
        "{% for i in items %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
        "{% macro m() %}{{ loop }}{% endmacro %}{% for i in [1] %}[{{ m() }}]{% endfor %}",
        "{% macro m(ns) %}{% set ns.x = ns.x + 1 %}{% endmacro %}{% set n = namespace(x=1) %}{{ m(n) }}{{ m(n) }}{{ n.x }}",
        "{% macro m() %}{% set ns.x = 2 %}{% endmacro %}{% set ns = namespace(x=1) %}{{ m() }}{{ ns.x }}",
        "{% macro outer() %}{% macro inner(x) %}({{ x }}){% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{% set f = m %}{{ f(1) }}",
        "{% macro m(x) -%}\n  {{- x -}}\n{%- endmacro %}[{{ m('a') }}]",
        "{% macro m(x) %}\n{{ x }}\n{% endmacro %}[{{ m('a') }}]",
        "{% macro m() %}{{ 1/0 }}{% endmacro %}ok",
        "{% macro m(x, y=2, z=3) %}{{ x }}{{ y }}{{ z }}{% endmacro %}{{ m(*[1, 5]) }}{{ m(1, *[7], z=8) }}{{ m(**{'x': 1, 'z': 4}) }}{{ m(*'ab', **{'z': 'c'}) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(*[1, 2]) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(x=1, **{'x': 2}) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(*5) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(**[1]) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(**{}, x=1) }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(*[], 1) }}",
        "{% macro a(x) %}a{{ x }}{% endmacro %}{% macro b(x) %}b{{ x }}{% endmacro %}{% for m in [a, b] %}{{ m(*items[:1]) }}{% endfor %}",
        "{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}in{{ number }}{% endcall %}",
        "{% macro m() %}{{ caller(1) }}!{% endmacro %}{% call(x) m() %}in{{ x }}{% endcall %}",
        "{% macro m(a) %}{{ a }}{{ caller() }}{{ caller() }}{% endmacro %}{% call m('x') %}c{% endcall %}",
        "{% macro m() %}a{% endmacro %}{% call m() %}b{% endcall %}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
        "{% call 1 %}{% endcall %}",
        "{% macro m(x) %}{% if x is mapping %}{% for k, v in x.items() %}{{ k }}:{{ m(v) }};{% endfor %}{% elif x is iterable and x is not string %}[{% for v in x %}{{ m(v) }}{% endfor %}]{% else %}{{ x }}{% endif %}{% endmacro %}{{ m(nested) }}{{ m(schema) }}",
        "{% set x = 'g' %}{% macro m(x) %}{{ x }}{% endmacro %}{{ m('l') }}{{ x }}",
        "{% macro m() %}{% endmacro %}[{{ m() }}]{{ m() is string }}{{ m() == '' }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(m(m(1))) }}",
        "{% if true %}{% macro m() %}c{% endmacro %}{% endif %}{{ m() }}",
        "{% macro m() %}{% endmacro %}{{ m(1) }}",
        "{% macro m(messages) %}{{ messages }}{% endmacro %}{{ m('x') }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ [m(1), m(2)]|join('-') }}",
        "{% macro m(x) %}{{ x|upper }}{% endmacro %}{{ ['a', 'b']|map('upper')|join }}{{ m is callable }}",
    ],
    "generation": [
        "{% generation %}a{{ 1 }}{% endgeneration %}b",
        "a\n{% generation %}\nb\n{% endgeneration %}\nc",
        "{% for i in items %}{% generation %}{{ i }}{{ loop.index }}{% endgeneration %}{% endfor %}",
        "{% generation %}{% set x = 1 %}{{ x }}{% endgeneration %}[{{ x }}]",
        "{% set x = 1 %}{% generation %}{{ x }}{% set x = 2 %}{{ x }}{% endgeneration %}{{ x }}",
        "{% generation %}",
        "{% endgeneration %}",
        "{% for i in items %}{% generation %}{% break %}{% endgeneration %}{% endfor %}",
        "  {%- generation -%}  a  {%- endgeneration -%}  ",
    ],
    "errors": [
        "{{ raise_exception('stop') }}",
        "{% if false %}{{ raise_exception('stop') }}{% endif %}ok",
        "{{ missing.a }}",
        "{{ missing.a.b }}",
        "{{ missing() }}",
        "{{ person.a.b }}",
        "{{ 'a' + 1 }}",
        "{{ none + 'a' }}",
        "{{ none.a }}|",
        "{{ text.x }}|",
        "{{ items.x }}|",
        "{{ 1 + [] }}",
        "{% for x in 1 %}{% endfor %}",
        "{{ person.items().foo }}|",
        "{{ (1).foo }}|",
        "{{ foo.bar is defined }}",
        "{{ person.foo.bar is defined }}",
        "{{ person['foo']['bar'] is defined }}",
        "{% set x = missing.a %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% do x %}",
        "{% endblock %}",
    ],
}

CONTEXT = {
    "nothing": None,
    "number": 42,
    "big": 115792089237316195423570985008687907853269984665640564039457584007913129639935,
    "real": 0.25,
    "text": "Hello",
    "unicode": "h\u00e9\U0001f600\u4f60",
    "flag": True,
    "items": [1, 2, 3],
    "person": {"name": "Ada", "age": 36},
    "nested": {"a": {"b": ["x", {"c": "deep"}]}},
    "users": [
        {"name": {"first": "Ada"}, "age": 36, "active": True},
        {"name": {"first": "grace"}, "age": 85, "active": False},
        {"name": {"first": "Barbara"}, "age": 36, "active": True},
    ],
    "schema": {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"type": "string"}},
            "\u00fcber": {"type": "number", "minimum": 0.5, "maximum": 1e20},
        },
        "required": ["items"],
        "empty": {},
        "none": [],
    },
}
