import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
        ('cases', '0001_initial'),
        ('compiling', '0001_initial'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(blank=True, max_length=60)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('inode', models.BigIntegerField(default=0)),
                ('offset', models.BigIntegerField(default=0)),
                ('lines', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='WechatAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('app_id', models.CharField(max_length=64, unique=True)),
                ('secret', models.TextField()),
                ('base_url', models.CharField(default='https://api.weixin.qq.com', max_length=300)),
                ('author', models.CharField(blank=True, max_length=64)),
                ('operator', models.CharField(blank=True, max_length=100)),
                ('may_publish', models.BooleanField(default=False)),
                ('may_send', models.BooleanField(default=False)),
                ('token', models.TextField(blank=True)),
                ('token_until', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('medium', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=1000)),
                ('on', models.DateField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=80)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compiling.edition')),
            ],
            options={
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='DeployTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('address', models.CharField(max_length=300)),
                ('user', models.CharField(blank=True, max_length=200)),
                ('secret', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='compiling.edition')),
            ],
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manifest', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('files', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deployments', to='publishing.deploytarget')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PageViews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('slug', models.SlugField(max_length=60)),
                ('path', models.CharField(max_length=300)),
                ('kind', models.CharField(default='view', max_length=10)),
                ('people', models.PositiveIntegerField(default=0)),
                ('bots', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'slug', 'path', 'kind'), name='page_views_once')],
            },
        ),
        migrations.CreateModel(
            name='PressTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=80)),
                ('put_away_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PressWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headline', models.CharField(blank=True, max_length=200)),
                ('contact', models.TextField(blank=True)),
                ('quotes', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='compiling.edition')),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('slug', models.SlugField(max_length=60)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=80)),
                ('taken_down_at', models.DateTimeField(blank=True, null=True)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compiling.edition')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PressKit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField()),
                ('given_to', models.CharField(blank=True, max_length=200)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.CharField(max_length=80)),
                ('template', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.presstemplate')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kits', to='publishing.publication')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=40)),
                ('taken_down_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='publishing.publication')),
            ],
        ),
        migrations.CreateModel(
            name='Referrals',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('slug', models.SlugField(max_length=60)),
                ('host', models.CharField(max_length=253)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'slug', 'host'), name='referrals_once')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('authors', models.CharField(blank=True, max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=60)),
                ('year', models.PositiveIntegerField()),
                ('url', models.CharField(blank=True, max_length=1000)),
                ('standard', models.CharField(default='2025', max_length=4)),
                ('out_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.call')),
            ],
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(default=0)),
                ('quote', models.TextField()),
                ('page', models.CharField(blank=True, max_length=20)),
                ('consent', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='publishing.report')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WechatMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(default=0)),
                ('mark', models.CharField(max_length=40, unique=True)),
                ('state', models.CharField(max_length=20)),
                ('articles', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('media_id', models.CharField(blank=True, max_length=200)),
                ('publish_id', models.CharField(blank=True, max_length=100)),
                ('article_urls', models.JSONField(default=list)),
                ('client_msg_id', models.CharField(blank=True, max_length=64)),
                ('msg_id', models.CharField(blank=True, max_length=64)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('looks', models.PositiveIntegerField(default=0)),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('previewed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.wechataccount')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wechat', to='publishing.publication')),
            ],
            options={
                'ordering': ['publication', 'order'],
            },
        ),
        migrations.CreateModel(
            name='WechatImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('sha256', models.CharField(max_length=64)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('media_id', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='publishing.wechataccount')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'kind', 'sha256'), name='wechat_image_once')],
            },
        ),
        migrations.CreateModel(
            name='WechatReach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(default=0)),
                ('day', models.DateField()),
                ('readers', models.PositiveIntegerField(default=0)),
                ('reads', models.PositiveIntegerField(default=0)),
                ('shares', models.PositiveIntegerField(default=0)),
                ('favourites', models.PositiveIntegerField(default=0)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to='publishing.wechatmessage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('message', 'index', 'day'), name='wechat_reach_once')],
            },
        ),
        migrations.CreateModel(
            name='WechatRemoval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(default=0)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='publishing.wechatmessage')),
            ],
            options={
                'ordering': ['done_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('message', 'index', 'case'), name='wechat_removal_once')],
            },
        ),
    ]
