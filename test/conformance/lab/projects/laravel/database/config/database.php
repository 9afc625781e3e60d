<?php

$pgsql = [
    'driver' => 'pgsql',
    'host' => env('DB_HOST'),
    'port' => env('DB_PORT'),
    'database' => env('DB_DATABASE'),
    'username' => env('DB_USERNAME'),
    'password' => env('DB_PASSWORD', ''),
    'charset' => 'utf8',
    'prefix' => env('DB_PREFIX', ''),
    'prefix_indexes' => true,
    'search_path' => env('DB_SEARCH_PATH', 'public'),
    'schema' => explode(', ', env('DB_SEARCH_PATH', 'public')), // Laravel 8's word for it
    'sslmode' => 'prefer',
    'options' => env('DB_EMULATE_PREPARES') ? [PDO::ATTR_EMULATE_PREPARES => true] : [],
];

return [
    'default' => env('DB_CONNECTION', 'pgsql'),
    'connections' => [
        'pgsql' => $pgsql,
        'reporting' => array_merge($pgsql, ['database' => env('DB_REPORTING')]),
        // As behind a pooler, with a way around it.
        'pooled' => array_merge($pgsql, [
            'application_name' => 'pooled',
            'direct' => ['host' => env('DB_HOST'), 'application_name' => 'direct'],
        ]),
        'sqlite' => ['driver' => 'sqlite', 'database' => ':memory:', 'prefix' => '', 'foreign_key_constraints' => true],
    ],
    'migrations' => 'migrations',
];
